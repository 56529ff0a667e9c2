-- 0039_create_remark_votes on SQLite: makes the table.

CREATE TABLE remark_votes (
    id INTEGER NOT NULL,
    shop_id TEXT NOT NULL,
    visit_id BLOB NOT NULL,
    word TEXT NOT NULL,
    CONSTRAINT remark_votes_pkey PRIMARY KEY (id),
    CONSTRAINT remark_votes_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT remark_votes_shop_id_visit_id_fkey FOREIGN KEY (shop_id, visit_id) REFERENCES visits (shop_id, id) ON DELETE CASCADE,
    CONSTRAINT remark_votes_shop_id_visit_id_word_fkey FOREIGN KEY (shop_id, visit_id, word) REFERENCES remarks (shop_id, visit_id, word) ON DELETE CASCADE,
    CONSTRAINT remark_votes_shop_id_check CHECK (length(shop_id) <= 50 AND shop_id NOT LIKE '% '),
    CONSTRAINT remark_votes_word_check CHECK (length(word) <= 20 AND word NOT LIKE '% ')
) STRICT;

CREATE INDEX remark_votes_shop_id_visit_id_word_idx ON remark_votes (shop_id, visit_id, word);
