-- 0001_create_tenants on MySQL: makes the table.

CREATE TABLE tenants (
    id BINARY(16) NOT NULL,
    tenant_id VARCHAR(50) NOT NULL,
    name VARCHAR(100) NOT NULL,
    plan VARCHAR(10) NOT NULL DEFAULT 'free',
    status VARCHAR(9) NOT NULL DEFAULT 'active',
    config JSON NOT NULL DEFAULT ('{}'),
    quota JSON NOT NULL DEFAULT ('{"daily_tokens":100000,"daily_audio_minutes":60,"max_concurrent":3}'),
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    updated_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    CONSTRAINT tenants_pkey PRIMARY KEY (id),
    CONSTRAINT tenants_tenant_id_key UNIQUE (tenant_id),
    CONSTRAINT tenants_tenant_id_check CHECK (CHAR_LENGTH(tenant_id) >= 3 AND tenant_id NOT REGEXP '[^A-Za-z0-9_-]'),
    CONSTRAINT tenants_plan_check CHECK (plan IN ('free', 'basic', 'premium', 'enterprise')),
    CONSTRAINT tenants_status_check CHECK (status IN ('active', 'suspended', 'deleted')),
    KEY tenants_status_idx (status),
    KEY tenants_plan_idx (plan)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
