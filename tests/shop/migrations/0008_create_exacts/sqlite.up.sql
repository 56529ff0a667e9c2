-- 0008_create_exacts on SQLite: makes the table.

CREATE TABLE exacts (
    id BLOB NOT NULL,
    moment INTEGER NOT NULL,
    clock TEXT NOT NULL,
    pause INTEGER NOT NULL,
    later INTEGER,
    rest INTEGER,
    anything TEXT NOT NULL,
    other TEXT,
    single REAL NOT NULL,
    double REAL NOT NULL,
    fixed INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT exacts_pkey PRIMARY KEY (id),
    CONSTRAINT exacts_moment_pause_key UNIQUE (moment, pause),
    CONSTRAINT exacts_anything_check CHECK (json_valid(anything)),
    CONSTRAINT exacts_other_check CHECK (json_valid(other))
) STRICT;
