-- 0020_create_booths on SQLite: makes the table.

CREATE TABLE booths (
    shop_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    label TEXT NOT NULL,
    visits INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT booths_pkey PRIMARY KEY (shop_id, number),
    CONSTRAINT booths_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT booths_shop_id_check CHECK (length(shop_id) <= 50 AND shop_id NOT LIKE '% '),
    CONSTRAINT booths_label_check CHECK (length(label) <= 20)
) STRICT;

CREATE INDEX booths_label_idx ON booths (label);
