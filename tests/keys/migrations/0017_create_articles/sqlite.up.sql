-- 0017_create_articles on SQLite: makes the table.

CREATE TABLE articles (
    sku TEXT NOT NULL,
    shop_id TEXT NOT NULL,
    title TEXT NOT NULL,
    sales INTEGER NOT NULL DEFAULT 0,
    parts INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT articles_pkey PRIMARY KEY (sku),
    CONSTRAINT articles_shop_id_sku_key UNIQUE (shop_id, sku),
    CONSTRAINT articles_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT articles_sku_check CHECK (length(sku) <= 40 AND sku NOT LIKE '% '),
    CONSTRAINT articles_shop_id_check CHECK (length(shop_id) <= 50 AND shop_id NOT LIKE '% '),
    CONSTRAINT articles_title_check CHECK (length(title) <= 50)
) STRICT;
