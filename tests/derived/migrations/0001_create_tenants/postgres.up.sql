-- 0001_create_tenants on PostgreSQL: makes the table.

CREATE TABLE tenants (
    id uuid NOT NULL,
    tenant_id varchar(50) NOT NULL,
    name varchar(100) NOT NULL,
    plan text NOT NULL DEFAULT 'free',
    status text NOT NULL DEFAULT 'active',
    config jsonb NOT NULL DEFAULT '{}',
    quota jsonb NOT NULL DEFAULT '{"daily_tokens":100000,"daily_audio_minutes":60,"max_concurrent":3}',
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT tenants_pkey PRIMARY KEY (id),
    CONSTRAINT tenants_tenant_id_key UNIQUE (tenant_id),
    CONSTRAINT tenants_tenant_id_check CHECK (char_length(tenant_id) >= 3 AND tenant_id ~ '^[A-Za-z0-9_-]+$'),
    CONSTRAINT tenants_plan_check CHECK (plan IN ('free', 'basic', 'premium', 'enterprise')),
    CONSTRAINT tenants_status_check CHECK (status IN ('active', 'suspended', 'deleted'))
);

CREATE INDEX tenants_status_idx ON tenants (status);

CREATE INDEX tenants_plan_idx ON tenants (plan);
