-- 0038_create_bundle_hints on SQLite: makes the table.

CREATE TABLE bundle_hints (
    id INTEGER NOT NULL,
    shop_id TEXT NOT NULL,
    whole_sku TEXT,
    part_number INTEGER,
    CONSTRAINT bundle_hints_pkey PRIMARY KEY (id),
    CONSTRAINT bundle_hints_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT bundle_hints_whole_sku_part_number_fkey FOREIGN KEY (whole_sku, part_number) REFERENCES bundles (whole_sku, part_number) ON DELETE SET NULL,
    CONSTRAINT bundle_hints_shop_id_check CHECK (length(shop_id) <= 50 AND shop_id NOT LIKE '% '),
    CONSTRAINT bundle_hints_whole_sku_check CHECK (length(whole_sku) <= 40)
) STRICT;

CREATE INDEX bundle_hints_whole_sku_part_number_idx ON bundle_hints (whole_sku, part_number);

CREATE INDEX bundle_hints_shop_id_idx ON bundle_hints (shop_id);
