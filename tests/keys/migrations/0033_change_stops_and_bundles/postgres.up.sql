-- 0033_change_stops_and_bundles on PostgreSQL: changes bundles and stops.

-- Adds bundles.labels: the rows that are there get the default, 0, without being rewritten.
ALTER TABLE bundles ADD COLUMN labels integer NOT NULL DEFAULT 0;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY bundles_shop_id_whole_sku_part_number_key ON bundles (shop_id, whole_sku, part_number);

-- Makes the finished index a constraint.
ALTER TABLE bundles
    ADD CONSTRAINT bundles_shop_id_whole_sku_part_number_key UNIQUE USING INDEX bundles_shop_id_whole_sku_part_number_key;

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY bundles_shop_id_whole_sku_idx;

-- Adds stops.notes: the rows that are there get the default, 0, without being rewritten.
ALTER TABLE stops ADD COLUMN notes integer NOT NULL DEFAULT 0;

-- Adds stops.weight: the rows that are there get the default, 0, without being rewritten.
ALTER TABLE stops ADD COLUMN weight bigint NOT NULL DEFAULT 0;
