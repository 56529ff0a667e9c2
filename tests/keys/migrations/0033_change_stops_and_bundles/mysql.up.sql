-- 0033_change_stops_and_bundles on MySQL: changes bundles and stops.

-- Adds bundles.labels: the rows that are there get the default, 0.
ALTER TABLE bundles ADD COLUMN labels INT NOT NULL DEFAULT 0, ALGORITHM=INSTANT;

-- Builds the unique key without blocking writes; fails where rows agree in it.
ALTER TABLE bundles
    ADD CONSTRAINT bundles_shop_id_whole_sku_part_number_key UNIQUE (shop_id, whole_sku, part_number),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Drops the index without blocking writes.
ALTER TABLE bundles DROP INDEX bundles_shop_id_whole_sku_idx, ALGORITHM=INPLACE, LOCK=NONE;

-- Adds stops.notes: the rows that are there get the default, 0.
ALTER TABLE stops ADD COLUMN notes INT NOT NULL DEFAULT 0, ALGORITHM=INSTANT;

-- Adds stops.weight: the rows that are there get the default, 0.
ALTER TABLE stops ADD COLUMN weight BIGINT NOT NULL DEFAULT 0, ALGORITHM=INSTANT;
