-- 0006_create_api_keys on PostgreSQL: makes the table.

CREATE TABLE api_keys (
    id uuid NOT NULL,
    key_id varchar(50) NOT NULL,
    tenant_id varchar(50) NOT NULL,
    user_id uuid,
    name varchar(100) NOT NULL,
    key_hash varchar(128) NOT NULL,
    permissions jsonb NOT NULL DEFAULT '[]',
    status text NOT NULL DEFAULT 'active',
    expires_at timestamptz,
    last_used_at timestamptz,
    rate_limit integer,
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT api_keys_pkey PRIMARY KEY (id),
    CONSTRAINT api_keys_tenant_id_key_id_key UNIQUE (tenant_id, key_id),
    CONSTRAINT api_keys_key_hash_key UNIQUE (key_hash),
    CONSTRAINT api_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT api_keys_key_id_check CHECK (char_length(key_id) >= 3 AND key_id ~ '^[A-Za-z0-9_-]+$'),
    CONSTRAINT api_keys_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT api_keys_key_hash_check CHECK (key_hash NOT LIKE '% '),
    CONSTRAINT api_keys_status_check CHECK (status IN ('active', 'revoked', 'expired'))
);

CREATE INDEX api_keys_tenant_id_status_expires_at_idx ON api_keys (tenant_id, status, expires_at);

CREATE INDEX api_keys_user_id_idx ON api_keys (user_id);
