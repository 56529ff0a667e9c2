-- 0034_create_stop_notes on SQLite: makes the table.

CREATE TABLE stop_notes (
    id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    tag TEXT NOT NULL,
    place TEXT NOT NULL,
    text TEXT NOT NULL,
    weight INTEGER NOT NULL DEFAULT 1,
    replies INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT stop_notes_pkey PRIMARY KEY (id),
    CONSTRAINT stop_notes_line_tag_place_fkey FOREIGN KEY (line, tag, place) REFERENCES stops (line, word, place) ON DELETE CASCADE,
    CONSTRAINT stop_notes_tag_check CHECK (length(tag) <= 40 AND tag NOT LIKE '% '),
    CONSTRAINT stop_notes_place_check CHECK (length(place) <= 20 AND place NOT LIKE '% '),
    CONSTRAINT stop_notes_text_check CHECK (length(text) <= 100)
) STRICT;

CREATE INDEX stop_notes_line_tag_place_idx ON stop_notes (line, tag, place);
