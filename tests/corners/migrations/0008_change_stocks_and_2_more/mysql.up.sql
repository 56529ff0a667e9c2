-- 0008_change_stocks_and_2_more on MySQL: changes racks, slots and stocks.

-- Lifts rules of stocks.
ALTER TABLE stocks
    DROP CONSTRAINT stocks_shelf_check,
    DROP CONSTRAINT stocks_article_check,
    DROP CONSTRAINT stocks_barcode_check;

-- Renames slots to Slot.
ALTER TABLE slots RENAME TO `Slot`;

-- Renames stocks to Stock.
ALTER TABLE stocks RENAME TO `Stock`;

-- Renames racks to the racks.
ALTER TABLE racks RENAME TO `the racks`;

-- Renames slots_rack_id_idx to Slot_rack_id_idx.
ALTER TABLE `Slot` RENAME INDEX slots_rack_id_idx TO `Slot_rack_id_idx`;

-- Renames keys and indexes of Stock.
ALTER TABLE `Stock`
    RENAME INDEX stocks_shelf_article_key TO `Stock_shelf_article_key`,
    RENAME INDEX stocks_barcode_key TO `Stock_barcode_key`;

-- Makes rules of Stock; fails where rows break one.
ALTER TABLE `Stock`
    ADD CONSTRAINT `Stock_shelf_check` CHECK (shelf NOT LIKE '% '),
    ADD CONSTRAINT `Stock_article_check` CHECK (article NOT LIKE '% '),
    ADD CONSTRAINT `Stock_barcode_check` CHECK (barcode NOT LIKE '% ');

-- Makes slots_rack_id_fkey under the name Slot_rack_id_fkey too: no row was without it.
SET SESSION foreign_key_checks = 0;
ALTER TABLE `Slot`
    ADD CONSTRAINT `Slot_rack_id_fkey` FOREIGN KEY (rack_id) REFERENCES `the racks` (id) ON DELETE CASCADE,
    ALGORITHM=INPLACE, LOCK=NONE;
SET SESSION foreign_key_checks = 1;

-- Drops it under the name slots_rack_id_fkey.
ALTER TABLE `Slot` DROP FOREIGN KEY slots_rack_id_fkey, ALGORITHM=INPLACE, LOCK=NONE;
