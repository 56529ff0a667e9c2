-- 0036_create_stop_photos on MySQL: makes the table.

CREATE TABLE stop_photos (
    id INT AUTO_INCREMENT NOT NULL,
    line SMALLINT,
    tag VARCHAR(40),
    place VARCHAR(20),
    CONSTRAINT stop_photos_pkey PRIMARY KEY (id),
    CONSTRAINT stop_photos_line_fkey FOREIGN KEY (line) REFERENCES `lines` (number) ON DELETE SET NULL,
    CONSTRAINT stop_photos_line_tag_place_fkey FOREIGN KEY (line, tag, place) REFERENCES stops (line, word, place) ON DELETE SET NULL,
    KEY stop_photos_line_tag_place_idx (line, tag, place)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
