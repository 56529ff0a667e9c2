-- 0025_create_note_kinds on SQLite: makes the table.

CREATE TABLE note_kinds (
    id INTEGER NOT NULL,
    CONSTRAINT note_kinds_pkey PRIMARY KEY (id)
) STRICT;
