-- 0018_create_sales on MySQL: makes the table.

CREATE TABLE sales (
    id BIGINT AUTO_INCREMENT NOT NULL,
    shop_id VARCHAR(50) NOT NULL,
    article_sku VARCHAR(40) NOT NULL,
    CONSTRAINT sales_pkey PRIMARY KEY (id),
    CONSTRAINT sales_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT sales_shop_id_article_sku_fkey FOREIGN KEY (shop_id, article_sku) REFERENCES articles (shop_id, sku) ON DELETE CASCADE,
    CONSTRAINT sales_shop_id_check CHECK (shop_id NOT LIKE '% '),
    CONSTRAINT sales_article_sku_check CHECK (article_sku NOT LIKE '% '),
    KEY sales_article_sku_idx (article_sku),
    KEY sales_shop_id_article_sku_idx (shop_id, article_sku)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
