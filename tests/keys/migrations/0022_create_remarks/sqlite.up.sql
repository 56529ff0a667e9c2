-- 0022_create_remarks on SQLite: makes the table.

CREATE TABLE remarks (
    shop_id TEXT NOT NULL,
    visit_id BLOB NOT NULL,
    word TEXT NOT NULL,
    CONSTRAINT remarks_pkey PRIMARY KEY (shop_id, visit_id, word),
    CONSTRAINT remarks_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT remarks_shop_id_visit_id_fkey FOREIGN KEY (shop_id, visit_id) REFERENCES visits (shop_id, id) ON DELETE CASCADE,
    CONSTRAINT remarks_shop_id_check CHECK (length(shop_id) <= 50 AND shop_id NOT LIKE '% '),
    CONSTRAINT remarks_word_check CHECK (length(word) <= 20 AND word NOT LIKE '% ')
) STRICT;

CREATE INDEX remarks_visit_id_idx ON remarks (visit_id);
