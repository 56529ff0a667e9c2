-- 0007_create_visits on SQLite: makes the table.

CREATE TABLE visits (
    id INTEGER NOT NULL,
    shop_code TEXT NOT NULL,
    clerk_id BLOB NOT NULL,
    day TEXT NOT NULL,
    guest TEXT NOT NULL,
    minutes INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 0,
    gone_at INTEGER,
    CONSTRAINT visits_pkey PRIMARY KEY (id),
    CONSTRAINT visits_shop_code_day_guest_key UNIQUE (shop_code, day, guest),
    CONSTRAINT visits_shop_code_fkey FOREIGN KEY (shop_code) REFERENCES shops (shop_code) ON DELETE CASCADE,
    CONSTRAINT visits_shop_code_clerk_id_fkey FOREIGN KEY (shop_code, clerk_id) REFERENCES clerks (shop_code, id) ON DELETE CASCADE,
    CONSTRAINT visits_shop_code_check CHECK (length(shop_code) <= 20 AND shop_code NOT LIKE '% '),
    CONSTRAINT visits_guest_check CHECK (length(guest) <= 20 AND guest NOT LIKE '% ')
) STRICT;

CREATE INDEX visits_shop_code_clerk_id_idx ON visits (shop_code, clerk_id);
