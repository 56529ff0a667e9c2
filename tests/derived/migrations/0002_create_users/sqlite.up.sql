-- 0002_create_users on SQLite: makes the table.

CREATE TABLE users (
    id BLOB NOT NULL,
    user_id TEXT NOT NULL,
    tenant_id TEXT NOT NULL,
    openid TEXT,
    unionid TEXT,
    username TEXT NOT NULL,
    nickname TEXT NOT NULL,
    avatar_url TEXT,
    email TEXT,
    phone TEXT,
    role TEXT NOT NULL DEFAULT 'user',
    status TEXT NOT NULL DEFAULT 'active',
    last_login_at INTEGER,
    metadata TEXT NOT NULL DEFAULT '{}',
    created_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    updated_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_tenant_id_user_id_key UNIQUE (tenant_id, user_id),
    CONSTRAINT users_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT users_user_id_check CHECK (length(user_id) BETWEEN 3 AND 50 AND user_id NOT GLOB '*[^A-Za-z0-9_-]*'),
    CONSTRAINT users_tenant_id_check CHECK (length(tenant_id) <= 50 AND tenant_id NOT LIKE '% '),
    CONSTRAINT users_openid_check CHECK (length(openid) <= 100 AND openid NOT LIKE '% '),
    CONSTRAINT users_unionid_check CHECK (length(unionid) <= 100),
    CONSTRAINT users_username_check CHECK (length(username) <= 50),
    CONSTRAINT users_nickname_check CHECK (length(nickname) <= 100),
    CONSTRAINT users_email_check CHECK (length(email) <= 100),
    CONSTRAINT users_phone_check CHECK (length(phone) <= 20),
    CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'super_admin')),
    CONSTRAINT users_status_check CHECK (status IN ('active', 'inactive', 'banned')),
    CONSTRAINT users_metadata_check CHECK (json_valid(metadata))
) STRICT;

CREATE UNIQUE INDEX users_tenant_id_openid_key ON users (tenant_id, openid) WHERE openid IS NOT NULL;

CREATE INDEX users_tenant_id_status_idx ON users (tenant_id, status);

CREATE INDEX users_tenant_id_role_idx ON users (tenant_id, role);

CREATE INDEX users_last_login_at_idx ON users (last_login_at) WHERE last_login_at IS NOT NULL;
