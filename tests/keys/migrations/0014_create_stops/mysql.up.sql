-- 0014_create_stops on MySQL: makes the table.

CREATE TABLE stops (
    line SMALLINT NOT NULL,
    word VARCHAR(40) NOT NULL,
    place VARCHAR(20) NOT NULL,
    minute INT NOT NULL DEFAULT 0,
    seen_at DATETIME(6),
    revision INT NOT NULL DEFAULT 0,
    gone_at DATETIME(6),
    CONSTRAINT stops_pkey PRIMARY KEY (line, word, place),
    CONSTRAINT stops_line_fkey FOREIGN KEY (line) REFERENCES `lines` (number) ON DELETE CASCADE,
    CONSTRAINT stops_word_fkey FOREIGN KEY (word) REFERENCES tags (word) ON DELETE CASCADE,
    CONSTRAINT stops_word_check CHECK (word NOT LIKE '% '),
    CONSTRAINT stops_place_check CHECK (place NOT LIKE '% '),
    KEY stops_word_idx (word),
    KEY stops_minute_idx (minute)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
