-- 0018_create_sales on SQLite: makes the table.

CREATE TABLE sales (
    id INTEGER NOT NULL,
    shop_id TEXT NOT NULL,
    article_sku TEXT NOT NULL,
    CONSTRAINT sales_pkey PRIMARY KEY (id),
    CONSTRAINT sales_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT sales_shop_id_article_sku_fkey FOREIGN KEY (shop_id, article_sku) REFERENCES articles (shop_id, sku) ON DELETE CASCADE,
    CONSTRAINT sales_shop_id_check CHECK (length(shop_id) <= 50 AND shop_id NOT LIKE '% '),
    CONSTRAINT sales_article_sku_check CHECK (length(article_sku) <= 40 AND article_sku NOT LIKE '% ')
) STRICT;

CREATE INDEX sales_article_sku_idx ON sales (article_sku);

CREATE INDEX sales_shop_id_article_sku_idx ON sales (shop_id, article_sku);
