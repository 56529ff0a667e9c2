-- 0001_create_shops on PostgreSQL: makes the table.

CREATE TABLE shops (
    id uuid NOT NULL,
    shop_code varchar(20) NOT NULL,
    CONSTRAINT shops_pkey PRIMARY KEY (id),
    CONSTRAINT shops_shop_code_key UNIQUE (shop_code),
    CONSTRAINT shops_shop_code_check CHECK (char_length(shop_code) >= 2 AND shop_code NOT LIKE '% ')
);
