-- 0019_create_bundles on PostgreSQL: makes the table.

CREATE TABLE bundles (
    shop_id varchar(50) NOT NULL,
    whole_sku varchar(40) NOT NULL,
    part_number integer NOT NULL,
    part_sku varchar(40) NOT NULL,
    CONSTRAINT bundles_pkey PRIMARY KEY (whole_sku, part_number),
    CONSTRAINT bundles_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT bundles_shop_id_whole_sku_fkey FOREIGN KEY (shop_id, whole_sku) REFERENCES articles (shop_id, sku) ON DELETE CASCADE,
    CONSTRAINT bundles_shop_id_check CHECK (shop_id NOT LIKE '% '),
    CONSTRAINT bundles_whole_sku_check CHECK (whole_sku NOT LIKE '% ')
);

CREATE INDEX bundles_part_sku_idx ON bundles (part_sku);

CREATE INDEX bundles_shop_id_whole_sku_idx ON bundles (shop_id, whole_sku);
