-- 0010_create_languages on SQLite: makes the table.

CREATE TABLE languages (
    id INTEGER NOT NULL,
    replies INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT languages_pkey PRIMARY KEY (id)
) STRICT;
