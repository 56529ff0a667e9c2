-- 0002_create_items on SQLite: makes the table.

CREATE TABLE items (
    id BLOB NOT NULL,
    cart_id INTEGER NOT NULL,
    sku TEXT NOT NULL,
    code TEXT,
    quantity INTEGER NOT NULL DEFAULT 1,
    hits INTEGER NOT NULL DEFAULT 0,
    note TEXT,
    made_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    changed_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT items_pkey PRIMARY KEY (id),
    CONSTRAINT items_code_key UNIQUE (code),
    CONSTRAINT items_cart_id_sku_key UNIQUE (cart_id, sku),
    CONSTRAINT items_cart_id_fkey FOREIGN KEY (cart_id) REFERENCES carts (id) ON DELETE CASCADE,
    CONSTRAINT items_sku_check CHECK (length(sku) <= 20 AND sku NOT LIKE '% '),
    CONSTRAINT items_code_check CHECK (length(code) <= 20 AND code NOT LIKE '% ')
) STRICT;
