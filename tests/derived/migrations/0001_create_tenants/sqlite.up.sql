-- 0001_create_tenants on SQLite: makes the table.

CREATE TABLE tenants (
    id BLOB NOT NULL,
    tenant_id TEXT NOT NULL,
    name TEXT NOT NULL,
    plan TEXT NOT NULL DEFAULT 'free',
    status TEXT NOT NULL DEFAULT 'active',
    config TEXT NOT NULL DEFAULT '{}',
    quota TEXT NOT NULL DEFAULT '{"daily_tokens":100000,"daily_audio_minutes":60,"max_concurrent":3}',
    created_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    updated_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT tenants_pkey PRIMARY KEY (id),
    CONSTRAINT tenants_tenant_id_key UNIQUE (tenant_id),
    CONSTRAINT tenants_tenant_id_check CHECK (length(tenant_id) BETWEEN 3 AND 50 AND tenant_id NOT GLOB '*[^A-Za-z0-9_-]*'),
    CONSTRAINT tenants_name_check CHECK (length(name) <= 100),
    CONSTRAINT tenants_plan_check CHECK (plan IN ('free', 'basic', 'premium', 'enterprise')),
    CONSTRAINT tenants_status_check CHECK (status IN ('active', 'suspended', 'deleted')),
    CONSTRAINT tenants_config_check CHECK (json_valid(config)),
    CONSTRAINT tenants_quota_check CHECK (json_valid(quota))
) STRICT;

CREATE INDEX tenants_status_idx ON tenants (status);

CREATE INDEX tenants_plan_idx ON tenants (plan);
