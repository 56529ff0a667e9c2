-- 0009_create_bares on SQLite: makes the table.

CREATE TABLE bares (
    i INTEGER NOT NULL,
    CONSTRAINT bares_pkey PRIMARY KEY (i)
) STRICT;
