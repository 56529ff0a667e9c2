-- 0008_create_usage_stats on SQLite: makes the table.

CREATE TABLE usage_stats (
    id BLOB NOT NULL,
    tenant_id TEXT NOT NULL,
    user_id BLOB,
    date TEXT NOT NULL,
    metric_type TEXT NOT NULL,
    metric_value INTEGER NOT NULL DEFAULT 0,
    metadata TEXT NOT NULL DEFAULT '{}',
    created_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT usage_stats_pkey PRIMARY KEY (id),
    CONSTRAINT usage_stats_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT usage_stats_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT usage_stats_tenant_id_check CHECK (length(tenant_id) <= 50 AND tenant_id NOT LIKE '% '),
    CONSTRAINT usage_stats_metric_type_check CHECK (length(metric_type) <= 50 AND metric_type NOT LIKE '% '),
    CONSTRAINT usage_stats_metadata_check CHECK (json_valid(metadata))
) STRICT;

CREATE UNIQUE INDEX usage_stats_tenant_id_user_id_date_metric_type_key ON usage_stats (tenant_id, coalesce(user_id, x''), date, metric_type);

CREATE INDEX usage_stats_date_idx ON usage_stats (date);

CREATE INDEX usage_stats_metric_type_idx ON usage_stats (metric_type);

CREATE INDEX usage_stats_tenant_id_user_id_idx ON usage_stats (tenant_id, user_id);
