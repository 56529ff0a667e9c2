-- 0017_create_articles on MySQL: makes the table.

CREATE TABLE articles (
    sku VARCHAR(40) NOT NULL,
    shop_id VARCHAR(50) NOT NULL,
    title VARCHAR(50) NOT NULL,
    sales INT NOT NULL DEFAULT 0,
    parts INT NOT NULL DEFAULT 0,
    CONSTRAINT articles_pkey PRIMARY KEY (sku),
    CONSTRAINT articles_shop_id_sku_key UNIQUE (shop_id, sku),
    CONSTRAINT articles_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT articles_sku_check CHECK (sku NOT LIKE '% '),
    CONSTRAINT articles_shop_id_check CHECK (shop_id NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
