-- 0029_create_stalls on MySQL: makes the table.

CREATE TABLE stalls (
    id BINARY(16) NOT NULL,
    shop_id VARCHAR(50) NOT NULL,
    name VARCHAR(20) NOT NULL,
    wares INT NOT NULL DEFAULT 0,
    CONSTRAINT stalls_pkey PRIMARY KEY (id),
    CONSTRAINT stalls_shop_id_id_key UNIQUE (shop_id, id),
    CONSTRAINT stalls_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT stalls_shop_id_check CHECK (shop_id NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
