-- 0033_change_stops_and_bundles on MySQL: takes the change back.

-- Builds the index without blocking writes.
ALTER TABLE bundles
    ADD KEY bundles_shop_id_whole_sku_idx (shop_id, whole_sku),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Drops the unique key without blocking writes.
ALTER TABLE bundles DROP INDEX bundles_shop_id_whole_sku_part_number_key, ALGORITHM=INPLACE, LOCK=NONE;

-- Drops bundles.labels. Its values are lost.
ALTER TABLE bundles
    DROP COLUMN labels,
    ALGORITHM=INPLACE, LOCK=NONE;

-- Drops stops.notes and stops.weight. Their values are lost.
ALTER TABLE stops
    DROP COLUMN notes,
    DROP COLUMN weight,
    ALGORITHM=INPLACE, LOCK=NONE;
