-- 0002_drop_two_tables_in_a_circle on SQLite: takes the change back.

-- Makes invoices again. Its rows do not come back.
CREATE TABLE invoices (
    id INTEGER NOT NULL,
    tenant_id TEXT NOT NULL,
    order_id INTEGER NOT NULL,
    CONSTRAINT invoices_pkey PRIMARY KEY (id),
    CONSTRAINT invoices_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT invoices_tenant_id_order_id_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES "order" (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT invoices_tenant_id_check CHECK (length(tenant_id) <= 50 AND tenant_id NOT LIKE '% ')
) STRICT;
CREATE INDEX invoices_tenant_id_order_id_idx ON invoices (tenant_id, order_id);

-- Makes order again. Its rows do not come back.
CREATE TABLE "order" (
    id INTEGER NOT NULL,
    tenant_id TEXT NOT NULL,
    user_id BLOB NOT NULL,
    total INTEGER NOT NULL DEFAULT 0,
    invoice_id INTEGER,
    text TEXT NOT NULL,
    placed_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT order_pkey PRIMARY KEY (id),
    CONSTRAINT order_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT order_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT order_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT order_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES invoices (id) ON DELETE SET NULL,
    CONSTRAINT order_tenant_id_check CHECK (length(tenant_id) <= 50 AND tenant_id NOT LIKE '% '),
    CONSTRAINT order_text_check CHECK (length(text) BETWEEN 1 AND 5000)
) STRICT;
CREATE INDEX order_placed_at_idx ON "order" (placed_at);
CREATE INDEX order_tenant_id_user_id_idx ON "order" (tenant_id, user_id);
CREATE INDEX order_invoice_id_idx ON "order" (invoice_id);
