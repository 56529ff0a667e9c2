-- 0003_create_conversations on MySQL: makes the table.

CREATE TABLE conversations (
    id BINARY(16) NOT NULL,
    user_id BINARY(16) NOT NULL,
    tenant_id VARCHAR(50) NOT NULL,
    title VARCHAR(200) NOT NULL,
    summary LONGTEXT NOT NULL DEFAULT (''),
    status VARCHAR(8) NOT NULL DEFAULT 'active',
    metadata JSON NOT NULL DEFAULT ('{}'),
    msg_count INT NOT NULL DEFAULT 0,
    token_count BIGINT NOT NULL DEFAULT 0,
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    updated_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    deleted_at DATETIME(6),
    CONSTRAINT conversations_pkey PRIMARY KEY (id),
    CONSTRAINT conversations_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT conversations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT conversations_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT conversations_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT conversations_status_check CHECK (status IN ('active', 'archived')),
    KEY conversations_user_id_updated_at_idx (user_id, updated_at DESC),
    KEY conversations_tenant_id_status_created_at_idx (tenant_id, status, created_at DESC),
    KEY conversations_token_count_idx (token_count DESC),
    KEY conversations_tenant_id_user_id_idx (tenant_id, user_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
