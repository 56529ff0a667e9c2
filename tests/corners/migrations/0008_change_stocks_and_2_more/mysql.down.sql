-- 0008_change_stocks_and_2_more on MySQL: takes the change back.

-- Lifts rules of Stock.
ALTER TABLE `Stock`
    DROP CONSTRAINT `Stock_shelf_check`,
    DROP CONSTRAINT `Stock_article_check`,
    DROP CONSTRAINT `Stock_barcode_check`;

-- Renames the racks to racks.
ALTER TABLE `the racks` RENAME TO racks;

-- Renames Slot to slots.
ALTER TABLE `Slot` RENAME TO slots;

-- Renames Stock to stocks.
ALTER TABLE `Stock` RENAME TO stocks;

-- Renames Slot_rack_id_idx to slots_rack_id_idx.
ALTER TABLE slots RENAME INDEX `Slot_rack_id_idx` TO slots_rack_id_idx;

-- Renames keys and indexes of stocks.
ALTER TABLE stocks
    RENAME INDEX `Stock_shelf_article_key` TO stocks_shelf_article_key,
    RENAME INDEX `Stock_barcode_key` TO stocks_barcode_key;

-- Makes rules of stocks; fails where rows break one.
ALTER TABLE stocks
    ADD CONSTRAINT stocks_shelf_check CHECK (shelf NOT LIKE '% '),
    ADD CONSTRAINT stocks_article_check CHECK (article NOT LIKE '% '),
    ADD CONSTRAINT stocks_barcode_check CHECK (barcode NOT LIKE '% ');

-- Makes Slot_rack_id_fkey under the name slots_rack_id_fkey too: no row was without it.
SET SESSION foreign_key_checks = 0;
ALTER TABLE slots
    ADD CONSTRAINT slots_rack_id_fkey FOREIGN KEY (rack_id) REFERENCES racks (id) ON DELETE CASCADE,
    ALGORITHM=INPLACE, LOCK=NONE;
SET SESSION foreign_key_checks = 1;

-- Drops it under the name Slot_rack_id_fkey.
ALTER TABLE slots DROP FOREIGN KEY `Slot_rack_id_fkey`, ALGORITHM=INPLACE, LOCK=NONE;
