-- 0007_create_countrys on SQLite: makes the table.

CREATE TABLE countrys (
    id INTEGER NOT NULL,
    teams INTEGER NOT NULL DEFAULT 0,
    players INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT countrys_pkey PRIMARY KEY (id)
) STRICT;
