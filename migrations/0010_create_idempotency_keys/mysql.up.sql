-- 0010_create_idempotency_keys on MySQL: makes the table.

CREATE TABLE idempotency_keys (
    id BINARY(16) NOT NULL,
    tenant_id VARCHAR(50) NOT NULL,
    `key` VARCHAR(100) NOT NULL,
    digest VARCHAR(64) NOT NULL,
    status INT NOT NULL,
    resource_id VARCHAR(50),
    body JSON NOT NULL DEFAULT ('{}'),
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    expires_at DATETIME(6) NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (id),
    CONSTRAINT idempotency_keys_tenant_id_key_key UNIQUE (tenant_id, `key`),
    CONSTRAINT idempotency_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT idempotency_keys_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT idempotency_keys_key_check CHECK (CHAR_LENGTH(`key`) >= 1 AND `key` NOT LIKE '% '),
    CONSTRAINT idempotency_keys_status_check CHECK (status BETWEEN 100 AND 599),
    KEY idempotency_keys_expires_at_idx (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
