-- 0008_change_stocks_and_2_more on SQLite: changes racks, slots and stocks.

-- Takes away what does not stay as it is beside slots.
DROP INDEX slots_rack_id_idx;

-- Renames slots to Slot.
ALTER TABLE slots RENAME TO "Slot";

-- Renames stocks to Stock.
ALTER TABLE stocks RENAME TO "Stock";

-- Renames racks to the racks.
ALTER TABLE racks RENAME TO "the racks";

-- SQLite cannot change Slot so in place: it is made anew, and its rows are copied.
PRAGMA legacy_alter_table = ON;
CREATE TABLE "larder_new_Slot" (
    id INTEGER NOT NULL,
    rack_id INTEGER NOT NULL,
    CONSTRAINT "Slot_pkey" PRIMARY KEY (id),
    CONSTRAINT "Slot_rack_id_fkey" FOREIGN KEY (rack_id) REFERENCES "the racks" (id) ON DELETE CASCADE
) STRICT;
INSERT INTO "larder_new_Slot" (id, rack_id)
SELECT id, rack_id
FROM "Slot";
DROP TABLE "Slot";
ALTER TABLE "larder_new_Slot" RENAME TO "Slot";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX "Slot_rack_id_idx" ON "Slot" (rack_id);

-- SQLite cannot change Stock so in place: it is made anew, and its rows are copied.
PRAGMA legacy_alter_table = ON;
CREATE TABLE "larder_new_Stock" (
    id INTEGER NOT NULL,
    shelf TEXT NOT NULL,
    article TEXT NOT NULL,
    barcode TEXT NOT NULL,
    pieces INTEGER NOT NULL DEFAULT 0,
    weight INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "Stock_pkey" PRIMARY KEY (id),
    CONSTRAINT "Stock_shelf_article_key" UNIQUE (shelf, article),
    CONSTRAINT "Stock_barcode_key" UNIQUE (barcode),
    CONSTRAINT "Stock_shelf_check" CHECK (length(shelf) <= 20 AND shelf NOT LIKE '% '),
    CONSTRAINT "Stock_article_check" CHECK (length(article) <= 20 AND article NOT LIKE '% '),
    CONSTRAINT "Stock_barcode_check" CHECK (length(barcode) <= 20 AND barcode NOT LIKE '% ')
) STRICT;
INSERT INTO "larder_new_Stock" (id, shelf, article, barcode, pieces, weight)
SELECT id, shelf, article, barcode, pieces, weight
FROM "Stock";
DROP TABLE "Stock";
ALTER TABLE "larder_new_Stock" RENAME TO "Stock";
PRAGMA legacy_alter_table = OFF;

-- SQLite cannot change the racks so in place: it is made anew, and its rows are copied.
PRAGMA legacy_alter_table = ON;
CREATE TABLE "larder_new_the racks" (
    id INTEGER NOT NULL,
    slots INTEGER NOT NULL DEFAULT 0,
    changed_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    seen_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT "the racks_pkey" PRIMARY KEY (id)
) STRICT;
INSERT INTO "larder_new_the racks" (id, slots, changed_at, seen_at)
SELECT id, slots, changed_at, seen_at
FROM "the racks";
DROP TABLE "the racks";
ALTER TABLE "larder_new_the racks" RENAME TO "the racks";
PRAGMA legacy_alter_table = OFF;
