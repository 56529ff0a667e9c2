-- 0014_create_stops on PostgreSQL: makes the table.

CREATE TABLE stops (
    line smallint NOT NULL,
    word varchar(40) NOT NULL,
    place varchar(20) NOT NULL,
    minute integer NOT NULL DEFAULT 0,
    seen_at timestamptz,
    revision integer NOT NULL DEFAULT 0,
    gone_at timestamptz,
    CONSTRAINT stops_pkey PRIMARY KEY (line, word, place),
    CONSTRAINT stops_line_fkey FOREIGN KEY (line) REFERENCES lines (number) ON DELETE CASCADE,
    CONSTRAINT stops_word_fkey FOREIGN KEY (word) REFERENCES tags (word) ON DELETE CASCADE,
    CONSTRAINT stops_word_check CHECK (word NOT LIKE '% '),
    CONSTRAINT stops_place_check CHECK (place NOT LIKE '% ')
);

CREATE INDEX stops_word_idx ON stops (word);

CREATE INDEX stops_minute_idx ON stops (minute);
