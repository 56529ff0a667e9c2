-- 0005_create_smileys on SQLite: makes the table.

CREATE TABLE smileys (
    id INTEGER NOT NULL,
    uses INTEGER NOT NULL DEFAULT 0,
    weight INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT smileys_pkey PRIMARY KEY (id)
) STRICT;
