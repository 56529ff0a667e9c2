-- 0034_create_stop_notes on MySQL: makes the table.

CREATE TABLE stop_notes (
    id INT AUTO_INCREMENT NOT NULL,
    line SMALLINT NOT NULL,
    tag VARCHAR(40) NOT NULL,
    place VARCHAR(20) NOT NULL,
    text VARCHAR(100) NOT NULL,
    weight INT NOT NULL DEFAULT 1,
    replies INT NOT NULL DEFAULT 0,
    CONSTRAINT stop_notes_pkey PRIMARY KEY (id),
    CONSTRAINT stop_notes_line_tag_place_fkey FOREIGN KEY (line, tag, place) REFERENCES stops (line, word, place) ON DELETE CASCADE,
    CONSTRAINT stop_notes_tag_check CHECK (tag NOT LIKE '% '),
    CONSTRAINT stop_notes_place_check CHECK (place NOT LIKE '% '),
    KEY stop_notes_line_tag_place_idx (line, tag, place)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
