-- 0027_create_bands on SQLite: makes the table.

CREATE TABLE bands (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT bands_pkey PRIMARY KEY (id),
    CONSTRAINT bands_name_check CHECK (length(name) <= 40)
) STRICT;
