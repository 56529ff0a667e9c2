-- 0033_change_stops_and_bundles on SQLite: takes the change back.

-- SQLite cannot change bundles so in place: it is made anew, and its rows are copied.
-- The values of bundles.labels are lost.
PRAGMA legacy_alter_table = ON;
CREATE TABLE larder_new_bundles (
    shop_id TEXT NOT NULL,
    whole_sku TEXT NOT NULL,
    part_number INTEGER NOT NULL,
    part_sku TEXT NOT NULL,
    CONSTRAINT bundles_pkey PRIMARY KEY (whole_sku, part_number),
    CONSTRAINT bundles_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT bundles_shop_id_whole_sku_fkey FOREIGN KEY (shop_id, whole_sku) REFERENCES articles (shop_id, sku) ON DELETE CASCADE,
    CONSTRAINT bundles_shop_id_check CHECK (length(shop_id) <= 50 AND shop_id NOT LIKE '% '),
    CONSTRAINT bundles_whole_sku_check CHECK (length(whole_sku) <= 40 AND whole_sku NOT LIKE '% '),
    CONSTRAINT bundles_part_sku_check CHECK (length(part_sku) <= 40)
) STRICT;
INSERT INTO larder_new_bundles (shop_id, whole_sku, part_number, part_sku)
SELECT shop_id, whole_sku, part_number, part_sku
FROM bundles;
DROP TABLE bundles;
ALTER TABLE larder_new_bundles RENAME TO bundles;
PRAGMA legacy_alter_table = OFF;
CREATE INDEX bundles_part_sku_idx ON bundles (part_sku);
CREATE INDEX bundles_shop_id_whole_sku_idx ON bundles (shop_id, whole_sku);

-- The values of stops.notes are lost.
-- The values of stops.weight are lost.
ALTER TABLE stops DROP COLUMN notes;
ALTER TABLE stops DROP COLUMN weight;
