-- 0016_create_shops on SQLite: makes the table.

CREATE TABLE shops (
    id INTEGER NOT NULL,
    shop_id TEXT NOT NULL,
    CONSTRAINT shops_pkey PRIMARY KEY (id),
    CONSTRAINT shops_shop_id_key UNIQUE (shop_id),
    CONSTRAINT shops_shop_id_check CHECK (length(shop_id) BETWEEN 3 AND 50 AND shop_id NOT LIKE '% ')
) STRICT;
