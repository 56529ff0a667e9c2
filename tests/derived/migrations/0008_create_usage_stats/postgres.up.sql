-- 0008_create_usage_stats on PostgreSQL: makes the table.

CREATE TABLE usage_stats (
    id uuid NOT NULL,
    tenant_id varchar(50) NOT NULL,
    user_id uuid,
    date date NOT NULL,
    metric_type varchar(50) NOT NULL,
    metric_value bigint NOT NULL DEFAULT 0,
    metadata jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT usage_stats_pkey PRIMARY KEY (id),
    CONSTRAINT usage_stats_tenant_id_user_id_date_metric_type_key UNIQUE NULLS NOT DISTINCT (tenant_id, user_id, date, metric_type),
    CONSTRAINT usage_stats_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT usage_stats_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT usage_stats_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT usage_stats_metric_type_check CHECK (metric_type NOT LIKE '% ')
);

CREATE INDEX usage_stats_date_idx ON usage_stats (date);

CREATE INDEX usage_stats_metric_type_idx ON usage_stats (metric_type);

CREATE INDEX usage_stats_tenant_id_user_id_idx ON usage_stats (tenant_id, user_id);
