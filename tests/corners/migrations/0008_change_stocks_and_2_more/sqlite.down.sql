-- 0008_change_stocks_and_2_more on SQLite: takes the change back.

-- Takes away what does not stay as it is beside Slot.
DROP INDEX "Slot_rack_id_idx";

-- Renames the racks to racks.
ALTER TABLE "the racks" RENAME TO racks;

-- Renames Slot to slots.
ALTER TABLE "Slot" RENAME TO slots;

-- Renames Stock to stocks.
ALTER TABLE "Stock" RENAME TO stocks;

-- SQLite cannot change racks so in place: it is made anew, and its rows are copied.
PRAGMA legacy_alter_table = ON;
CREATE TABLE larder_new_racks (
    id INTEGER NOT NULL,
    slots INTEGER NOT NULL DEFAULT 0,
    changed_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    seen_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT racks_pkey PRIMARY KEY (id)
) STRICT;
INSERT INTO larder_new_racks (id, slots, changed_at, seen_at)
SELECT id, slots, changed_at, seen_at
FROM racks;
DROP TABLE racks;
ALTER TABLE larder_new_racks RENAME TO racks;
PRAGMA legacy_alter_table = OFF;

-- SQLite cannot change slots so in place: it is made anew, and its rows are copied.
PRAGMA legacy_alter_table = ON;
CREATE TABLE larder_new_slots (
    id INTEGER NOT NULL,
    rack_id INTEGER NOT NULL,
    CONSTRAINT slots_pkey PRIMARY KEY (id),
    CONSTRAINT slots_rack_id_fkey FOREIGN KEY (rack_id) REFERENCES racks (id) ON DELETE CASCADE
) STRICT;
INSERT INTO larder_new_slots (id, rack_id)
SELECT id, rack_id
FROM slots;
DROP TABLE slots;
ALTER TABLE larder_new_slots RENAME TO slots;
PRAGMA legacy_alter_table = OFF;
CREATE INDEX slots_rack_id_idx ON slots (rack_id);

-- SQLite cannot change stocks so in place: it is made anew, and its rows are copied.
PRAGMA legacy_alter_table = ON;
CREATE TABLE larder_new_stocks (
    id INTEGER NOT NULL,
    shelf TEXT NOT NULL,
    article TEXT NOT NULL,
    barcode TEXT NOT NULL,
    pieces INTEGER NOT NULL DEFAULT 0,
    weight INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT stocks_pkey PRIMARY KEY (id),
    CONSTRAINT stocks_shelf_article_key UNIQUE (shelf, article),
    CONSTRAINT stocks_barcode_key UNIQUE (barcode),
    CONSTRAINT stocks_shelf_check CHECK (length(shelf) <= 20 AND shelf NOT LIKE '% '),
    CONSTRAINT stocks_article_check CHECK (length(article) <= 20 AND article NOT LIKE '% '),
    CONSTRAINT stocks_barcode_check CHECK (length(barcode) <= 20 AND barcode NOT LIKE '% ')
) STRICT;
INSERT INTO larder_new_stocks (id, shelf, article, barcode, pieces, weight)
SELECT id, shelf, article, barcode, pieces, weight
FROM stocks;
DROP TABLE stocks;
ALTER TABLE larder_new_stocks RENAME TO stocks;
PRAGMA legacy_alter_table = OFF;
