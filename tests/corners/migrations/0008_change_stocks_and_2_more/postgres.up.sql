-- 0008_change_stocks_and_2_more on PostgreSQL: changes racks, slots and stocks.

-- Renames slots to Slot.
ALTER TABLE slots RENAME TO "Slot";
ALTER TABLE "Slot" RENAME CONSTRAINT slots_pkey TO "Slot_pkey";
ALTER TABLE "Slot" RENAME CONSTRAINT slots_rack_id_fkey TO "Slot_rack_id_fkey";
ALTER INDEX slots_rack_id_idx RENAME TO "Slot_rack_id_idx";

-- Renames stocks to Stock.
ALTER TABLE stocks RENAME TO "Stock";
ALTER TABLE "Stock" RENAME CONSTRAINT stocks_pkey TO "Stock_pkey";
ALTER TABLE "Stock" RENAME CONSTRAINT stocks_shelf_article_key TO "Stock_shelf_article_key";
ALTER TABLE "Stock" RENAME CONSTRAINT stocks_barcode_key TO "Stock_barcode_key";
ALTER TABLE "Stock" RENAME CONSTRAINT stocks_shelf_check TO "Stock_shelf_check";
ALTER TABLE "Stock" RENAME CONSTRAINT stocks_article_check TO "Stock_article_check";
ALTER TABLE "Stock" RENAME CONSTRAINT stocks_barcode_check TO "Stock_barcode_check";

-- Renames racks to the racks.
ALTER TABLE racks RENAME TO "the racks";
ALTER TABLE "the racks" RENAME CONSTRAINT racks_pkey TO "the racks_pkey";
