-- 0005_create_racks on SQLite: makes the table.

CREATE TABLE racks (
    id INTEGER NOT NULL,
    slots INTEGER NOT NULL DEFAULT 0,
    changed_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    seen_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT racks_pkey PRIMARY KEY (id)
) STRICT;
