-- 0019_create_bundles on MySQL: makes the table.

CREATE TABLE bundles (
    shop_id VARCHAR(50) NOT NULL,
    whole_sku VARCHAR(40) NOT NULL,
    part_number INT NOT NULL,
    part_sku VARCHAR(40) NOT NULL,
    CONSTRAINT bundles_pkey PRIMARY KEY (whole_sku, part_number),
    CONSTRAINT bundles_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT bundles_shop_id_whole_sku_fkey FOREIGN KEY (shop_id, whole_sku) REFERENCES articles (shop_id, sku) ON DELETE CASCADE,
    CONSTRAINT bundles_shop_id_check CHECK (shop_id NOT LIKE '% '),
    CONSTRAINT bundles_whole_sku_check CHECK (whole_sku NOT LIKE '% '),
    KEY bundles_part_sku_idx (part_sku),
    KEY bundles_shop_id_whole_sku_idx (shop_id, whole_sku)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
