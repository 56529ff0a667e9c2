-- 0005_create_items on SQLite: makes the table.

CREATE TABLE items (
    id INTEGER NOT NULL,
    sku TEXT NOT NULL,
    shelf TEXT NOT NULL DEFAULT 'a',
    "unitPrice" INTEGER NOT NULL,
    rebate INTEGER,
    weight INTEGER NOT NULL DEFAULT 500000,
    total INTEGER NOT NULL DEFAULT 0,
    pieces INTEGER NOT NULL DEFAULT 0,
    exact TEXT NOT NULL DEFAULT '-1.5000000000',
    count TEXT,
    quote TEXT,
    CONSTRAINT items_pkey PRIMARY KEY (id),
    CONSTRAINT items_sku_key UNIQUE (sku),
    CONSTRAINT items_shelf_weight_key UNIQUE (shelf, weight),
    CONSTRAINT items_sku_check CHECK (length(sku) <= 20 AND sku NOT LIKE '% '),
    CONSTRAINT items_shelf_check CHECK (length(shelf) <= 10 AND shelf NOT LIKE '% '),
    CONSTRAINT "items_unitPrice_check" CHECK ("unitPrice" / 100 BETWEEN -9999999999 AND 9999999999 AND "unitPrice" BETWEEN -100 AND 999999999),
    CONSTRAINT items_rebate_check CHECK (rebate / 10000 BETWEEN -9 AND 9 AND rebate IN (500, 1000, 2500)),
    CONSTRAINT items_weight_check CHECK (weight / 1000000 BETWEEN -999999999999 AND 999999999999),
    CONSTRAINT items_total_check CHECK (total / 1000 BETWEEN -999 AND 999),
    CONSTRAINT items_quote_check CHECK (json_valid(quote))
) STRICT;

CREATE UNIQUE INDEX items_rebate_key ON items (rebate) WHERE rebate IS NOT NULL AND "unitPrice" > 50;

CREATE INDEX "items_unitPrice_idx" ON items ("unitPrice" DESC);

CREATE INDEX "items_unitPrice_idx2" ON items ("unitPrice") WHERE "unitPrice" >= 1050 AND exact <> '2.5000000000';

CREATE INDEX items_shelf_rebate_idx ON items (shelf, rebate);

CREATE INDEX items_rebate_idx ON items (rebate);
