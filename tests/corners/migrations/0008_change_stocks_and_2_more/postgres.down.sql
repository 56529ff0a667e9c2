-- 0008_change_stocks_and_2_more on PostgreSQL: takes the change back.

-- Renames the racks to racks.
ALTER TABLE "the racks" RENAME TO racks;
ALTER TABLE racks RENAME CONSTRAINT "the racks_pkey" TO racks_pkey;

-- Renames Slot to slots.
ALTER TABLE "Slot" RENAME TO slots;
ALTER TABLE slots RENAME CONSTRAINT "Slot_pkey" TO slots_pkey;
ALTER TABLE slots RENAME CONSTRAINT "Slot_rack_id_fkey" TO slots_rack_id_fkey;
ALTER INDEX "Slot_rack_id_idx" RENAME TO slots_rack_id_idx;

-- Renames Stock to stocks.
ALTER TABLE "Stock" RENAME TO stocks;
ALTER TABLE stocks RENAME CONSTRAINT "Stock_pkey" TO stocks_pkey;
ALTER TABLE stocks RENAME CONSTRAINT "Stock_shelf_article_key" TO stocks_shelf_article_key;
ALTER TABLE stocks RENAME CONSTRAINT "Stock_barcode_key" TO stocks_barcode_key;
ALTER TABLE stocks RENAME CONSTRAINT "Stock_shelf_check" TO stocks_shelf_check;
ALTER TABLE stocks RENAME CONSTRAINT "Stock_article_check" TO stocks_article_check;
ALTER TABLE stocks RENAME CONSTRAINT "Stock_barcode_check" TO stocks_barcode_check;
