-- 0002_widen_integer on SQLite: takes the change back.

-- SQLite cannot change order so in place: it is made anew, and its rows are copied.
PRAGMA legacy_alter_table = ON;
CREATE TABLE larder_new_order (
    id INTEGER NOT NULL,
    tenant_id TEXT NOT NULL,
    user_id BLOB NOT NULL,
    total INTEGER NOT NULL DEFAULT 0,
    text TEXT NOT NULL,
    placed_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT order_pkey PRIMARY KEY (id),
    CONSTRAINT order_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT order_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT order_tenant_id_check CHECK (length(tenant_id) <= 50 AND tenant_id NOT LIKE '% '),
    CONSTRAINT order_text_check CHECK (length(text) BETWEEN 1 AND 5000)
) STRICT;
INSERT INTO larder_new_order (id, tenant_id, user_id, total, text, placed_at)
SELECT id, tenant_id, user_id, CASE WHEN total NOT BETWEEN -2147483648 AND 2147483647 THEN 'does not fit' ELSE total END, text, placed_at
FROM "order";
DROP TABLE "order";
ALTER TABLE larder_new_order RENAME TO "order";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX order_placed_at_idx ON "order" (placed_at);
CREATE INDEX order_tenant_id_user_id_idx ON "order" (tenant_id, user_id);
