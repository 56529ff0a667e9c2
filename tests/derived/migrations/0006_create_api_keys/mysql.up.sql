-- 0006_create_api_keys on MySQL: makes the table.

CREATE TABLE api_keys (
    id BINARY(16) NOT NULL,
    key_id VARCHAR(50) NOT NULL,
    tenant_id VARCHAR(50) NOT NULL,
    user_id BINARY(16),
    name VARCHAR(100) NOT NULL,
    key_hash VARCHAR(128) NOT NULL,
    permissions JSON NOT NULL DEFAULT ('[]'),
    status VARCHAR(7) NOT NULL DEFAULT 'active',
    expires_at DATETIME(6),
    last_used_at DATETIME(6),
    rate_limit INT,
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    CONSTRAINT api_keys_pkey PRIMARY KEY (id),
    CONSTRAINT api_keys_tenant_id_key_id_key UNIQUE (tenant_id, key_id),
    CONSTRAINT api_keys_key_hash_key UNIQUE (key_hash),
    CONSTRAINT api_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT api_keys_key_id_check CHECK (CHAR_LENGTH(key_id) >= 3 AND key_id NOT REGEXP '[^A-Za-z0-9_-]'),
    CONSTRAINT api_keys_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT api_keys_key_hash_check CHECK (key_hash NOT LIKE '% '),
    CONSTRAINT api_keys_status_check CHECK (status IN ('active', 'revoked', 'expired')),
    KEY api_keys_tenant_id_status_expires_at_idx (tenant_id, status, expires_at),
    KEY api_keys_user_id_idx (user_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
