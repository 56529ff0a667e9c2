-- 0029_create_stalls on SQLite: makes the table.

CREATE TABLE stalls (
    id BLOB NOT NULL,
    shop_id TEXT NOT NULL,
    name TEXT NOT NULL,
    wares INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT stalls_pkey PRIMARY KEY (id),
    CONSTRAINT stalls_shop_id_id_key UNIQUE (shop_id, id),
    CONSTRAINT stalls_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT stalls_shop_id_check CHECK (length(shop_id) <= 50 AND shop_id NOT LIKE '% '),
    CONSTRAINT stalls_name_check CHECK (length(name) <= 20)
) STRICT;
