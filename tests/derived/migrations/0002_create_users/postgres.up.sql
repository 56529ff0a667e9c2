-- 0002_create_users on PostgreSQL: makes the table.

CREATE TABLE users (
    id uuid NOT NULL,
    user_id varchar(50) NOT NULL,
    tenant_id varchar(50) NOT NULL,
    openid varchar(100),
    unionid varchar(100),
    username varchar(50) NOT NULL,
    nickname varchar(100) NOT NULL,
    avatar_url text,
    email varchar(100),
    phone varchar(20),
    role text NOT NULL DEFAULT 'user',
    status text NOT NULL DEFAULT 'active',
    last_login_at timestamptz,
    metadata jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_tenant_id_user_id_key UNIQUE (tenant_id, user_id),
    CONSTRAINT users_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT users_user_id_check CHECK (char_length(user_id) >= 3 AND user_id ~ '^[A-Za-z0-9_-]+$'),
    CONSTRAINT users_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT users_openid_check CHECK (openid NOT LIKE '% '),
    CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'super_admin')),
    CONSTRAINT users_status_check CHECK (status IN ('active', 'inactive', 'banned'))
);

CREATE UNIQUE INDEX users_tenant_id_openid_key ON users (tenant_id, openid) WHERE openid IS NOT NULL;

CREATE INDEX users_tenant_id_status_idx ON users (tenant_id, status);

CREATE INDEX users_tenant_id_role_idx ON users (tenant_id, role);

CREATE INDEX users_last_login_at_idx ON users (last_login_at) WHERE last_login_at IS NOT NULL;
