-- 0039_create_remark_votes on MySQL: makes the table.

CREATE TABLE remark_votes (
    id INT AUTO_INCREMENT NOT NULL,
    shop_id VARCHAR(50) NOT NULL,
    visit_id BINARY(16) NOT NULL,
    word VARCHAR(20) NOT NULL,
    CONSTRAINT remark_votes_pkey PRIMARY KEY (id),
    CONSTRAINT remark_votes_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT remark_votes_shop_id_visit_id_fkey FOREIGN KEY (shop_id, visit_id) REFERENCES visits (shop_id, id) ON DELETE CASCADE,
    CONSTRAINT remark_votes_shop_id_visit_id_word_fkey FOREIGN KEY (shop_id, visit_id, word) REFERENCES remarks (shop_id, visit_id, word) ON DELETE CASCADE,
    CONSTRAINT remark_votes_shop_id_check CHECK (shop_id NOT LIKE '% '),
    CONSTRAINT remark_votes_word_check CHECK (word NOT LIKE '% '),
    KEY remark_votes_shop_id_visit_id_word_idx (shop_id, visit_id, word)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
