-- 0006_create_api_keys on SQLite: makes the table.

CREATE TABLE api_keys (
    id BLOB NOT NULL,
    key_id TEXT NOT NULL,
    tenant_id TEXT NOT NULL,
    user_id BLOB,
    name TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    permissions TEXT NOT NULL DEFAULT '[]',
    status TEXT NOT NULL DEFAULT 'active',
    expires_at INTEGER,
    last_used_at INTEGER,
    rate_limit INTEGER,
    created_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT api_keys_pkey PRIMARY KEY (id),
    CONSTRAINT api_keys_tenant_id_key_id_key UNIQUE (tenant_id, key_id),
    CONSTRAINT api_keys_key_hash_key UNIQUE (key_hash),
    CONSTRAINT api_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT api_keys_key_id_check CHECK (length(key_id) BETWEEN 3 AND 50 AND key_id NOT GLOB '*[^A-Za-z0-9_-]*'),
    CONSTRAINT api_keys_tenant_id_check CHECK (length(tenant_id) <= 50 AND tenant_id NOT LIKE '% '),
    CONSTRAINT api_keys_name_check CHECK (length(name) <= 100),
    CONSTRAINT api_keys_key_hash_check CHECK (length(key_hash) <= 128 AND key_hash NOT LIKE '% '),
    CONSTRAINT api_keys_permissions_check CHECK (json_valid(permissions)),
    CONSTRAINT api_keys_status_check CHECK (status IN ('active', 'revoked', 'expired'))
) STRICT;

CREATE INDEX api_keys_tenant_id_status_expires_at_idx ON api_keys (tenant_id, status, expires_at);

CREATE INDEX api_keys_user_id_idx ON api_keys (user_id);
