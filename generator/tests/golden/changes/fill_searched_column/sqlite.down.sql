-- 0002_fill_searched_column on SQLite: takes the change back.

-- Takes away what does not stay as it is beside order.
DROP TRIGGER order_search_insert;
DROP TRIGGER order_search_update;
DROP TRIGGER order_search_delete;
DROP TABLE order_search;

-- SQLite cannot change order so in place: it is made anew, and its rows are copied.
PRAGMA legacy_alter_table = ON;
CREATE TABLE larder_new_order (
    id INTEGER NOT NULL,
    tenant_id TEXT NOT NULL,
    user_id BLOB NOT NULL,
    total INTEGER NOT NULL DEFAULT 0,
    text TEXT,
    placed_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    search_tokens TEXT,
    CONSTRAINT order_pkey PRIMARY KEY (id),
    CONSTRAINT order_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT order_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT order_tenant_id_check CHECK (length(tenant_id) <= 50 AND tenant_id NOT LIKE '% '),
    CONSTRAINT order_text_check CHECK (length(text) BETWEEN 1 AND 5000)
) STRICT;
INSERT INTO larder_new_order (id, tenant_id, user_id, total, text, placed_at, search_tokens)
SELECT id, tenant_id, user_id, total, text, placed_at, NULL
FROM "order";
DROP TABLE "order";
ALTER TABLE larder_new_order RENAME TO "order";
PRAGMA legacy_alter_table = OFF;


-- Every row has its tokens; the words are made of them.
PRAGMA legacy_alter_table = ON;
CREATE TABLE larder_new_order (
    id INTEGER NOT NULL,
    tenant_id TEXT NOT NULL,
    user_id BLOB NOT NULL,
    total INTEGER NOT NULL DEFAULT 0,
    text TEXT,
    placed_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    search_tokens TEXT NOT NULL,
    search_id INTEGER,
    CONSTRAINT order_pkey PRIMARY KEY (id),
    CONSTRAINT order_search_id_key UNIQUE (search_id),
    CONSTRAINT order_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT order_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT order_tenant_id_check CHECK (length(tenant_id) <= 50 AND tenant_id NOT LIKE '% '),
    CONSTRAINT order_text_check CHECK (length(text) BETWEEN 1 AND 5000)
) STRICT;
INSERT INTO larder_new_order (id, tenant_id, user_id, total, text, placed_at, search_tokens, search_id)
SELECT id, tenant_id, user_id, total, text, placed_at, search_tokens, row_number() OVER (ORDER BY rowid)
FROM "order";
DROP TABLE "order";
ALTER TABLE larder_new_order RENAME TO "order";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX order_placed_at_idx ON "order" (placed_at);
CREATE INDEX order_tenant_id_user_id_idx ON "order" (tenant_id, user_id);
CREATE VIRTUAL TABLE order_search USING fts5(search_tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
INSERT INTO order_search (rowid, search_tokens) SELECT search_id, search_tokens FROM "order";
CREATE TRIGGER order_search_insert AFTER INSERT ON "order" BEGIN
    UPDATE "order" SET search_id = (SELECT coalesce(max(search_id), 0) + 1 FROM "order") WHERE rowid = new.rowid;
    INSERT INTO order_search (rowid, search_tokens) SELECT search_id, search_tokens FROM "order" WHERE rowid = new.rowid;
END;
CREATE TRIGGER order_search_update AFTER UPDATE OF search_tokens ON "order" BEGIN
    UPDATE order_search SET search_tokens = new.search_tokens WHERE rowid = new.search_id;
END;
CREATE TRIGGER order_search_delete AFTER DELETE ON "order" BEGIN
    DELETE FROM order_search WHERE rowid = old.search_id;
END;
