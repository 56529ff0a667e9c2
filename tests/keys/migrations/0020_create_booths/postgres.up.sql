-- 0020_create_booths on PostgreSQL: makes the table.

CREATE TABLE booths (
    shop_id varchar(50) NOT NULL,
    number integer NOT NULL,
    label varchar(20) NOT NULL,
    visits integer NOT NULL DEFAULT 0,
    CONSTRAINT booths_pkey PRIMARY KEY (shop_id, number),
    CONSTRAINT booths_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT booths_shop_id_check CHECK (shop_id NOT LIKE '% ')
);

CREATE INDEX booths_label_idx ON booths (label);
