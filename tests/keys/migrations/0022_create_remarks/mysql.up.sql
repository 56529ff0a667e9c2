-- 0022_create_remarks on MySQL: makes the table.

CREATE TABLE remarks (
    shop_id VARCHAR(50) NOT NULL,
    visit_id BINARY(16) NOT NULL,
    word VARCHAR(20) NOT NULL,
    CONSTRAINT remarks_pkey PRIMARY KEY (shop_id, visit_id, word),
    CONSTRAINT remarks_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT remarks_shop_id_visit_id_fkey FOREIGN KEY (shop_id, visit_id) REFERENCES visits (shop_id, id) ON DELETE CASCADE,
    CONSTRAINT remarks_shop_id_check CHECK (shop_id NOT LIKE '% '),
    CONSTRAINT remarks_word_check CHECK (word NOT LIKE '% '),
    KEY remarks_visit_id_idx (visit_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
