-- 0008_create_usage_stats on MySQL: makes the table.

CREATE TABLE usage_stats (
    id BINARY(16) NOT NULL,
    tenant_id VARCHAR(50) NOT NULL,
    user_id BINARY(16),
    date DATE NOT NULL,
    metric_type VARCHAR(50) NOT NULL,
    metric_value BIGINT NOT NULL DEFAULT 0,
    metadata JSON NOT NULL DEFAULT ('{}'),
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    user_id_unique VARBINARY(16) GENERATED ALWAYS AS (COALESCE(user_id, X'')) VIRTUAL,
    CONSTRAINT usage_stats_pkey PRIMARY KEY (id),
    CONSTRAINT usage_stats_tenant_id_user_id_date_metric_type_key UNIQUE (tenant_id, user_id_unique, date, metric_type),
    CONSTRAINT usage_stats_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT usage_stats_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT usage_stats_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT usage_stats_metric_type_check CHECK (metric_type NOT LIKE '% '),
    KEY usage_stats_date_idx (date),
    KEY usage_stats_metric_type_idx (metric_type),
    KEY usage_stats_tenant_id_user_id_idx (tenant_id, user_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
