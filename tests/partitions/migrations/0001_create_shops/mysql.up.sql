-- 0001_create_shops on MySQL: makes the table.

CREATE TABLE shops (
    id BINARY(16) NOT NULL,
    shop_code VARCHAR(20) NOT NULL,
    CONSTRAINT shops_pkey PRIMARY KEY (id),
    CONSTRAINT shops_shop_code_key UNIQUE (shop_code),
    CONSTRAINT shops_shop_code_check CHECK (CHAR_LENGTH(shop_code) >= 2 AND shop_code NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
