-- 0004_create_taggings on SQLite: makes the table.

CREATE TABLE taggings (
    id INTEGER NOT NULL,
    tag_word TEXT NOT NULL,
    city_id INTEGER,
    CONSTRAINT taggings_pkey PRIMARY KEY (id),
    CONSTRAINT taggings_tag_word_fkey FOREIGN KEY (tag_word) REFERENCES tags (word) ON DELETE CASCADE,
    CONSTRAINT taggings_city_id_fkey FOREIGN KEY (city_id) REFERENCES cities (id) ON DELETE SET NULL,
    CONSTRAINT taggings_tag_word_check CHECK (length(tag_word) <= 40 AND tag_word NOT LIKE '% ')
) STRICT;

CREATE INDEX taggings_tag_word_idx ON taggings (tag_word);

CREATE INDEX taggings_city_id_idx ON taggings (city_id);
