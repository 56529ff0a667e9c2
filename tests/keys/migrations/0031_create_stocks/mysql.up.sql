-- 0031_create_stocks on MySQL: makes the table.

CREATE TABLE stocks (
    id BIGINT AUTO_INCREMENT NOT NULL,
    shop_id VARCHAR(50) NOT NULL,
    ware_id INT NOT NULL,
    stall_id BINARY(16) NOT NULL,
    amount INT NOT NULL DEFAULT 1,
    CONSTRAINT stocks_pkey PRIMARY KEY (id),
    CONSTRAINT stocks_shop_id_stall_id_ware_id_key UNIQUE (shop_id, stall_id, ware_id),
    CONSTRAINT stocks_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT stocks_shop_id_ware_id_fkey FOREIGN KEY (shop_id, ware_id) REFERENCES wares (shop_id, id) ON DELETE CASCADE,
    CONSTRAINT stocks_shop_id_stall_id_fkey FOREIGN KEY (shop_id, stall_id) REFERENCES stalls (shop_id, id) ON DELETE CASCADE,
    CONSTRAINT stocks_shop_id_check CHECK (shop_id NOT LIKE '% '),
    KEY stocks_shop_id_ware_id_idx (shop_id, ware_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
