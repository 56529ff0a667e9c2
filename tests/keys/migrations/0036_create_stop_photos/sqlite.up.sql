-- 0036_create_stop_photos on SQLite: makes the table.

CREATE TABLE stop_photos (
    id INTEGER NOT NULL,
    line INTEGER,
    tag TEXT,
    place TEXT,
    CONSTRAINT stop_photos_pkey PRIMARY KEY (id),
    CONSTRAINT stop_photos_line_fkey FOREIGN KEY (line) REFERENCES lines (number) ON DELETE SET NULL,
    CONSTRAINT stop_photos_line_tag_place_fkey FOREIGN KEY (line, tag, place) REFERENCES stops (line, word, place) ON DELETE SET NULL,
    CONSTRAINT stop_photos_tag_check CHECK (length(tag) <= 40),
    CONSTRAINT stop_photos_place_check CHECK (length(place) <= 20)
) STRICT;

CREATE INDEX stop_photos_line_tag_place_idx ON stop_photos (line, tag, place);
