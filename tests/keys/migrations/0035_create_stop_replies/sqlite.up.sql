-- 0035_create_stop_replies on SQLite: makes the table.

CREATE TABLE stop_replies (
    id INTEGER NOT NULL,
    note_id INTEGER NOT NULL,
    CONSTRAINT stop_replies_pkey PRIMARY KEY (id),
    CONSTRAINT stop_replies_note_id_fkey FOREIGN KEY (note_id) REFERENCES stop_notes (id) ON DELETE CASCADE
) STRICT;

CREATE INDEX stop_replies_note_id_idx ON stop_replies (note_id);
