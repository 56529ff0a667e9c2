-- 0002_create_spread_table on MySQL: makes users.

-- Makes users.
CREATE TABLE users (
    id BINARY(16) NOT NULL,
    tenant_id VARCHAR(50) NOT NULL,
    login VARCHAR(50) NOT NULL,
    nickname VARCHAR(50),
    role VARCHAR(5) NOT NULL DEFAULT 'user',
    age INT,
    active TINYINT(1) NOT NULL DEFAULT 1,
    note VARCHAR(200) NOT NULL DEFAULT '',
    settings JSON NOT NULL DEFAULT ('{}'),
    seen_at DATETIME(6),
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_tenant_id_login_key UNIQUE (tenant_id, login),
    CONSTRAINT users_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT users_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT users_login_check CHECK (login NOT LIKE '% '),
    CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'guest')),
    CONSTRAINT users_age_check CHECK (age BETWEEN 0 AND 150),
    CONSTRAINT users_active_check CHECK (active IN (0, 1)),
    KEY users_role_created_at_idx (role, created_at DESC, id DESC),
    KEY users_age_idx (age)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
