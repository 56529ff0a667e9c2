-- 0001_create_shops on SQLite: makes the table.

CREATE TABLE shops (
    id BLOB NOT NULL,
    shop_code TEXT NOT NULL,
    CONSTRAINT shops_pkey PRIMARY KEY (id),
    CONSTRAINT shops_shop_code_key UNIQUE (shop_code),
    CONSTRAINT shops_shop_code_check CHECK (length(shop_code) BETWEEN 2 AND 20 AND shop_code NOT LIKE '% ')
) STRICT;
