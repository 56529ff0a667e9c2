-- 0010_create_idempotency_keys on PostgreSQL: makes the table.

CREATE TABLE idempotency_keys (
    id uuid NOT NULL,
    tenant_id varchar(50) NOT NULL,
    key varchar(100) NOT NULL,
    digest varchar(64) NOT NULL,
    status integer NOT NULL,
    resource_id varchar(50),
    body jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    expires_at timestamptz NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (id),
    CONSTRAINT idempotency_keys_tenant_id_key_key UNIQUE (tenant_id, key),
    CONSTRAINT idempotency_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT idempotency_keys_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT idempotency_keys_key_check CHECK (char_length(key) >= 1 AND key NOT LIKE '% '),
    CONSTRAINT idempotency_keys_status_check CHECK (status BETWEEN 100 AND 599)
);

CREATE INDEX idempotency_keys_expires_at_idx ON idempotency_keys (expires_at);
