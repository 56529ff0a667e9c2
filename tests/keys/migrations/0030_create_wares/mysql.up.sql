-- 0030_create_wares on MySQL: makes the table.

CREATE TABLE wares (
    id INT NOT NULL,
    shop_id VARCHAR(50) NOT NULL,
    name VARCHAR(20) NOT NULL,
    CONSTRAINT wares_pkey PRIMARY KEY (shop_id, id),
    CONSTRAINT wares_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT wares_shop_id_check CHECK (shop_id NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
