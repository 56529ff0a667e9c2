-- 0021_create_visits on MySQL: makes the table.

CREATE TABLE visits (
    id BINARY(16) NOT NULL,
    shop_id VARCHAR(50) NOT NULL,
    booth_number INT NOT NULL,
    stay INT NOT NULL DEFAULT 0,
    remarks INT NOT NULL DEFAULT 0,
    CONSTRAINT visits_pkey PRIMARY KEY (shop_id, id),
    CONSTRAINT visits_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT visits_shop_id_booth_number_fkey FOREIGN KEY (shop_id, booth_number) REFERENCES booths (shop_id, number) ON DELETE CASCADE,
    CONSTRAINT visits_shop_id_check CHECK (shop_id NOT LIKE '% '),
    KEY visits_booth_number_idx (booth_number),
    KEY visits_shop_id_booth_number_idx (shop_id, booth_number)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
