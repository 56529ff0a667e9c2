-- 0037_create_bundle_labels on MySQL: makes the table.

CREATE TABLE bundle_labels (
    id INT AUTO_INCREMENT NOT NULL,
    shop_id VARCHAR(50) NOT NULL,
    whole_sku VARCHAR(40) NOT NULL,
    part_number INT NOT NULL,
    text VARCHAR(20) NOT NULL,
    CONSTRAINT bundle_labels_pkey PRIMARY KEY (id),
    CONSTRAINT bundle_labels_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT bundle_labels_shop_id_whole_sku_part_number_fkey FOREIGN KEY (shop_id, whole_sku, part_number) REFERENCES bundles (shop_id, whole_sku, part_number) ON DELETE CASCADE,
    CONSTRAINT bundle_labels_shop_id_check CHECK (shop_id NOT LIKE '% '),
    CONSTRAINT bundle_labels_whole_sku_check CHECK (whole_sku NOT LIKE '% '),
    KEY bundle_labels_shop_id_whole_sku_part_number_text_idx (shop_id, whole_sku, part_number, text)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
