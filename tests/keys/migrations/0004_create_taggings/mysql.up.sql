-- 0004_create_taggings on MySQL: makes the table.

CREATE TABLE taggings (
    id SMALLINT AUTO_INCREMENT NOT NULL,
    tag_word VARCHAR(40) NOT NULL,
    city_id INT,
    CONSTRAINT taggings_pkey PRIMARY KEY (id),
    CONSTRAINT taggings_tag_word_fkey FOREIGN KEY (tag_word) REFERENCES tags (word) ON DELETE CASCADE,
    CONSTRAINT taggings_city_id_fkey FOREIGN KEY (city_id) REFERENCES cities (id) ON DELETE SET NULL,
    CONSTRAINT taggings_tag_word_check CHECK (tag_word NOT LIKE '% '),
    KEY taggings_tag_word_idx (tag_word),
    KEY taggings_city_id_idx (city_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
