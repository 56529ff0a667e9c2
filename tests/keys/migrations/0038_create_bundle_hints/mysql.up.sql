-- 0038_create_bundle_hints on MySQL: makes the table.

CREATE TABLE bundle_hints (
    id INT AUTO_INCREMENT NOT NULL,
    shop_id VARCHAR(50) NOT NULL,
    whole_sku VARCHAR(40),
    part_number INT,
    CONSTRAINT bundle_hints_pkey PRIMARY KEY (id),
    CONSTRAINT bundle_hints_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT bundle_hints_whole_sku_part_number_fkey FOREIGN KEY (whole_sku, part_number) REFERENCES bundles (whole_sku, part_number) ON DELETE SET NULL,
    CONSTRAINT bundle_hints_shop_id_check CHECK (shop_id NOT LIKE '% '),
    KEY bundle_hints_whole_sku_part_number_idx (whole_sku, part_number),
    KEY bundle_hints_shop_id_idx (shop_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
