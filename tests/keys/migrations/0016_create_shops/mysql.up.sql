-- 0016_create_shops on MySQL: makes the table.

CREATE TABLE shops (
    id INT AUTO_INCREMENT NOT NULL,
    shop_id VARCHAR(50) NOT NULL,
    CONSTRAINT shops_pkey PRIMARY KEY (id),
    CONSTRAINT shops_shop_id_key UNIQUE (shop_id),
    CONSTRAINT shops_shop_id_check CHECK (CHAR_LENGTH(shop_id) >= 3 AND shop_id NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
