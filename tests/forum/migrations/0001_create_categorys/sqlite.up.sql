-- 0001_create_categorys on SQLite: makes the table.

CREATE TABLE categorys (
    id INTEGER NOT NULL,
    threads INTEGER NOT NULL DEFAULT 0,
    length INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT categorys_pkey PRIMARY KEY (id)
) STRICT;
