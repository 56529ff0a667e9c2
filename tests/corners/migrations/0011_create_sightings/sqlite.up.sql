-- 0011_create_sightings on SQLite: makes the table.

CREATE TABLE sightings (
    id INTEGER NOT NULL,
    place TEXT NOT NULL,
    kind TEXT,
    times INTEGER NOT NULL DEFAULT 1,
    visits INTEGER NOT NULL DEFAULT 0,
    first_day TEXT NOT NULL,
    last_at INTEGER,
    best INTEGER NOT NULL,
    worst REAL,
    most INTEGER,
    note TEXT,
    mood TEXT NOT NULL DEFAULT 'calm',
    label TEXT,
    revision INTEGER NOT NULL DEFAULT 0,
    gone_at INTEGER,
    changed_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT sightings_pkey PRIMARY KEY (id),
    CONSTRAINT sightings_label_key UNIQUE (label),
    CONSTRAINT sightings_place_check CHECK (length(place) <= 20 AND place NOT LIKE '% '),
    CONSTRAINT sightings_kind_check CHECK (length(kind) <= 20 AND kind NOT LIKE '% '),
    CONSTRAINT sightings_best_check CHECK (best / 100 BETWEEN -999999 AND 999999),
    CONSTRAINT sightings_mood_check CHECK (length(mood) <= 10 AND mood IN ('calm', 'wild')),
    CONSTRAINT sightings_label_check CHECK (length(label) <= 20 AND label NOT LIKE '% ')
) STRICT;

CREATE UNIQUE INDEX sightings_place_kind_key ON sightings (place, coalesce(kind, x''));
