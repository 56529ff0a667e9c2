-- 0002_rename_table_with_identity on SQLite: changes order.

-- Takes away what does not stay as it is beside order.
DROP INDEX order_placed_at_idx;
DROP INDEX order_tenant_id_user_id_idx;

-- Renames order to sales.
ALTER TABLE "order" RENAME TO sales;

-- SQLite cannot change sales so in place: it is made anew, and its rows are copied.
PRAGMA legacy_alter_table = ON;
CREATE TABLE larder_new_sales (
    id INTEGER NOT NULL,
    tenant_id TEXT NOT NULL,
    user_id BLOB NOT NULL,
    total INTEGER NOT NULL DEFAULT 0,
    text TEXT NOT NULL,
    placed_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT sales_pkey PRIMARY KEY (id),
    CONSTRAINT sales_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT sales_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT sales_tenant_id_check CHECK (length(tenant_id) <= 50 AND tenant_id NOT LIKE '% '),
    CONSTRAINT sales_text_check CHECK (length(text) BETWEEN 1 AND 5000)
) STRICT;
INSERT INTO larder_new_sales (id, tenant_id, user_id, total, text, placed_at)
SELECT id, tenant_id, user_id, total, text, placed_at
FROM sales;
DROP TABLE sales;
ALTER TABLE larder_new_sales RENAME TO sales;
PRAGMA legacy_alter_table = OFF;
CREATE INDEX sales_placed_at_idx ON sales (placed_at);
CREATE INDEX sales_tenant_id_user_id_idx ON sales (tenant_id, user_id);
