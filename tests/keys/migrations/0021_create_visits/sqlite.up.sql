-- 0021_create_visits on SQLite: makes the table.

CREATE TABLE visits (
    id BLOB NOT NULL,
    shop_id TEXT NOT NULL,
    booth_number INTEGER NOT NULL,
    stay INTEGER NOT NULL DEFAULT 0,
    remarks INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT visits_pkey PRIMARY KEY (shop_id, id),
    CONSTRAINT visits_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT visits_shop_id_booth_number_fkey FOREIGN KEY (shop_id, booth_number) REFERENCES booths (shop_id, number) ON DELETE CASCADE,
    CONSTRAINT visits_shop_id_check CHECK (length(shop_id) <= 50 AND shop_id NOT LIKE '% ')
) STRICT;

CREATE INDEX visits_booth_number_idx ON visits (booth_number);

CREATE INDEX visits_shop_id_booth_number_idx ON visits (shop_id, booth_number);
