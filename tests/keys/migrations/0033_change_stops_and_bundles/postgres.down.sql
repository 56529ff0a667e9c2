-- 0033_change_stops_and_bundles on PostgreSQL: takes the change back.

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY bundles_shop_id_whole_sku_idx ON bundles (shop_id, whole_sku);

-- Lets rows agree in (shop_id, whole_sku, part_number).
ALTER TABLE bundles DROP CONSTRAINT bundles_shop_id_whole_sku_part_number_key;

-- Drops bundles.labels. Its values are lost.
ALTER TABLE bundles DROP COLUMN labels;

-- Drops stops.notes and stops.weight. Their values are lost.
ALTER TABLE stops
    DROP COLUMN notes,
    DROP COLUMN weight;
