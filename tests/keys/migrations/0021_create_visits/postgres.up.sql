-- 0021_create_visits on PostgreSQL: makes the table.

CREATE TABLE visits (
    id uuid NOT NULL,
    shop_id varchar(50) NOT NULL,
    booth_number integer NOT NULL,
    stay integer NOT NULL DEFAULT 0,
    remarks integer NOT NULL DEFAULT 0,
    CONSTRAINT visits_pkey PRIMARY KEY (shop_id, id),
    CONSTRAINT visits_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT visits_shop_id_booth_number_fkey FOREIGN KEY (shop_id, booth_number) REFERENCES booths (shop_id, number) ON DELETE CASCADE,
    CONSTRAINT visits_shop_id_check CHECK (shop_id NOT LIKE '% ')
);

CREATE INDEX visits_booth_number_idx ON visits (booth_number);

CREATE INDEX visits_shop_id_booth_number_idx ON visits (shop_id, booth_number);
