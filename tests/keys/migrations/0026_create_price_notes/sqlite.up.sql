-- 0026_create_price_notes on SQLite: makes the table.

CREATE TABLE price_notes (
    id INTEGER NOT NULL,
    price_id INTEGER NOT NULL,
    kind INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT price_notes_pkey PRIMARY KEY (id),
    CONSTRAINT price_notes_price_id_fkey FOREIGN KEY (price_id) REFERENCES prices (id) ON DELETE CASCADE,
    CONSTRAINT price_notes_kind_fkey FOREIGN KEY (kind) REFERENCES note_kinds (id) ON DELETE SET DEFAULT
) STRICT;

CREATE INDEX price_notes_price_id_idx ON price_notes (price_id);

CREATE INDEX price_notes_kind_idx ON price_notes (kind);
