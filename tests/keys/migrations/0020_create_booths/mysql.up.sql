-- 0020_create_booths on MySQL: makes the table.

CREATE TABLE booths (
    shop_id VARCHAR(50) NOT NULL,
    number INT NOT NULL,
    label VARCHAR(20) NOT NULL,
    visits INT NOT NULL DEFAULT 0,
    CONSTRAINT booths_pkey PRIMARY KEY (shop_id, number),
    CONSTRAINT booths_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT booths_shop_id_check CHECK (shop_id NOT LIKE '% '),
    KEY booths_label_idx (label)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
