-- 0010_create_idempotency_keys on SQLite: makes the table.

CREATE TABLE idempotency_keys (
    id BLOB NOT NULL,
    tenant_id TEXT NOT NULL,
    key TEXT NOT NULL,
    digest TEXT NOT NULL,
    status INTEGER NOT NULL,
    resource_id TEXT,
    body TEXT NOT NULL DEFAULT '{}',
    created_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    expires_at INTEGER NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (id),
    CONSTRAINT idempotency_keys_tenant_id_key_key UNIQUE (tenant_id, key),
    CONSTRAINT idempotency_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT idempotency_keys_tenant_id_check CHECK (length(tenant_id) <= 50 AND tenant_id NOT LIKE '% '),
    CONSTRAINT idempotency_keys_key_check CHECK (length(key) BETWEEN 1 AND 100 AND key NOT LIKE '% '),
    CONSTRAINT idempotency_keys_digest_check CHECK (length(digest) <= 64),
    CONSTRAINT idempotency_keys_status_check CHECK (status BETWEEN 100 AND 599),
    CONSTRAINT idempotency_keys_resource_id_check CHECK (length(resource_id) <= 50),
    CONSTRAINT idempotency_keys_body_check CHECK (json_valid(body))
) STRICT;

CREATE INDEX idempotency_keys_expires_at_idx ON idempotency_keys (expires_at);
