-- 0025_create_note_kinds on PostgreSQL: makes the table.

CREATE TABLE note_kinds (
    id integer NOT NULL,
    CONSTRAINT note_kinds_pkey PRIMARY KEY (id)
);
