-- 0003_create_stocks on SQLite: makes the table.

CREATE TABLE stocks (
    id INTEGER NOT NULL,
    place TEXT,
    day TEXT NOT NULL,
    rack INTEGER NOT NULL,
    box INTEGER NOT NULL,
    pin TEXT NOT NULL,
    label TEXT,
    open INTEGER NOT NULL DEFAULT 1,
    amount INTEGER NOT NULL DEFAULT 0,
    small INTEGER NOT NULL DEFAULT 0,
    weight REAL NOT NULL DEFAULT 0.0,
    revision INTEGER NOT NULL DEFAULT 0,
    gone_at INTEGER,
    changed_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT stocks_pkey PRIMARY KEY (id),
    CONSTRAINT stocks_pin_key UNIQUE (pin),
    CONSTRAINT stocks_rack_box_key UNIQUE (rack, box),
    CONSTRAINT stocks_place_check CHECK (length(place) <= 20 AND place NOT LIKE '% '),
    CONSTRAINT stocks_pin_check CHECK (length(pin) <= 40 AND pin NOT LIKE '% '),
    CONSTRAINT stocks_label_check CHECK (length(label) <= 20 AND label NOT LIKE '% '),
    CONSTRAINT stocks_open_check CHECK (open IN (0, 1))
) STRICT;

CREATE UNIQUE INDEX stocks_place_day_key ON stocks (coalesce(place, x''), day);

CREATE UNIQUE INDEX stocks_label_key ON stocks (label) WHERE open = 1 AND amount > 3;
