-- 0002_create_spread_table on PostgreSQL: makes users.

-- Makes users.
CREATE TABLE users (
    id uuid NOT NULL,
    tenant_id text NOT NULL,
    login varchar(50) NOT NULL,
    nickname varchar(50),
    role text NOT NULL DEFAULT 'user',
    age integer,
    active boolean NOT NULL DEFAULT TRUE,
    note varchar(200) NOT NULL DEFAULT '',
    settings jsonb NOT NULL DEFAULT '{}',
    seen_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT users_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT users_tenant_id_login_key UNIQUE (tenant_id, login),
    CONSTRAINT users_tenant_id_check CHECK (tenant_id NOT LIKE '% ' AND char_length(tenant_id) <= 50),
    CONSTRAINT users_login_check CHECK (login NOT LIKE '% '),
    CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'guest')),
    CONSTRAINT users_age_check CHECK (age BETWEEN 0 AND 150)
);

-- Spreads the rows of users by tenant_id, beside those of tenants, where PostgreSQL has Citus.
SELECT create_distributed_table('users', 'tenant_id', colocate_with => 'tenants');

-- Completes users.
SET LOCAL citus.multi_shard_modify_mode = 'sequential';
ALTER TABLE users
    ADD CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE;

CREATE INDEX users_role_created_at_idx ON users (role, created_at DESC);

CREATE INDEX users_age_idx ON users (age) WHERE active = TRUE;

CREATE INDEX users_id_idx ON users (id);
