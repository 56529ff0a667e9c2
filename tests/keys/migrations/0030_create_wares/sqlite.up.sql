-- 0030_create_wares on SQLite: makes the table.

CREATE TABLE wares (
    id INTEGER NOT NULL,
    shop_id TEXT NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT wares_pkey PRIMARY KEY (shop_id, id),
    CONSTRAINT wares_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT wares_shop_id_check CHECK (length(shop_id) <= 50 AND shop_id NOT LIKE '% '),
    CONSTRAINT wares_name_check CHECK (length(name) <= 20)
) STRICT;
