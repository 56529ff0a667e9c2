-- 0001_create_carts on SQLite: makes the table.

CREATE TABLE carts (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    items INTEGER NOT NULL DEFAULT 0,
    pieces INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 0,
    changed_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT carts_pkey PRIMARY KEY (id),
    CONSTRAINT carts_name_check CHECK (length(name) <= 40)
) STRICT;
