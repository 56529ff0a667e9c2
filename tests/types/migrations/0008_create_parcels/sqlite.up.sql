-- 0008_create_parcels on SQLite: makes the table.

CREATE TABLE parcels (
    id INTEGER NOT NULL,
    sender TEXT NOT NULL,
    "theCode" TEXT NOT NULL,
    label TEXT GENERATED ALWAYS AS (sender || '-' || "theCode") STORED NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER,
    area INTEGER GENERATED ALWAYS AS (width * height) STORED,
    is_large INTEGER GENERATED ALWAYS AS (width > 100) STORED NOT NULL,
    cost INTEGER NOT NULL DEFAULT (400 + 50),
    token TEXT NOT NULL DEFAULT (lower(hex(randomblob(16)))),
    due_on TEXT DEFAULT (date('2026-03-01')),
    gross INTEGER GENERATED ALWAYS AS (cost * 3 / 2) STORED NOT NULL,
    sent_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    revision INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT parcels_pkey PRIMARY KEY (id),
    CONSTRAINT parcels_token_key UNIQUE (token),
    CONSTRAINT parcels_label_key UNIQUE (label),
    CONSTRAINT parcels_sender_check CHECK (length(sender) <= 20),
    CONSTRAINT "parcels_theCode_check" CHECK (length("theCode") <= 20),
    CONSTRAINT parcels_label_check CHECK (length(label) <= 41 AND label NOT LIKE '% '),
    CONSTRAINT parcels_area_check CHECK (area BETWEEN -2147483648 AND 2147483647),
    CONSTRAINT parcels_is_large_check CHECK (is_large IN (0, 1)),
    CONSTRAINT parcels_cost_check CHECK (cost / 100 BETWEEN -99999999 AND 99999999),
    CONSTRAINT parcels_token_check CHECK (length(token) BETWEEN 3 AND 40 AND token NOT LIKE '% '),
    CONSTRAINT parcels_gross_check CHECK (gross / 100 BETWEEN -9999999999 AND 9999999999)
) STRICT;

CREATE INDEX parcels_area_idx ON parcels (area DESC);

CREATE INDEX parcels_is_large_sent_at_idx ON parcels (is_large, sent_at DESC) WHERE is_large = 1;
