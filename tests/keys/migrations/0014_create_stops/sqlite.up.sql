-- 0014_create_stops on SQLite: makes the table.

CREATE TABLE stops (
    line INTEGER NOT NULL,
    word TEXT NOT NULL,
    place TEXT NOT NULL,
    minute INTEGER NOT NULL DEFAULT 0,
    seen_at INTEGER,
    revision INTEGER NOT NULL DEFAULT 0,
    gone_at INTEGER,
    CONSTRAINT stops_pkey PRIMARY KEY (line, word, place),
    CONSTRAINT stops_line_fkey FOREIGN KEY (line) REFERENCES lines (number) ON DELETE CASCADE,
    CONSTRAINT stops_word_fkey FOREIGN KEY (word) REFERENCES tags (word) ON DELETE CASCADE,
    CONSTRAINT stops_word_check CHECK (length(word) <= 40 AND word NOT LIKE '% '),
    CONSTRAINT stops_place_check CHECK (length(place) <= 20 AND place NOT LIKE '% ')
) STRICT;

CREATE INDEX stops_word_idx ON stops (word);

CREATE INDEX stops_minute_idx ON stops (minute);
