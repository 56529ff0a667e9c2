-- 0017_create_articles on PostgreSQL: makes the table.

CREATE TABLE articles (
    sku varchar(40) NOT NULL,
    shop_id varchar(50) NOT NULL,
    title varchar(50) NOT NULL,
    sales integer NOT NULL DEFAULT 0,
    parts integer NOT NULL DEFAULT 0,
    CONSTRAINT articles_pkey PRIMARY KEY (sku),
    CONSTRAINT articles_shop_id_sku_key UNIQUE (shop_id, sku),
    CONSTRAINT articles_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT articles_sku_check CHECK (sku NOT LIKE '% '),
    CONSTRAINT articles_shop_id_check CHECK (shop_id NOT LIKE '% ')
);
