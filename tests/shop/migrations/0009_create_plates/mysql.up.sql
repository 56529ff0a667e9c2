-- 0009_create_plates on MySQL: makes the table.

CREATE TABLE plates (
    id BINARY(16) NOT NULL,
    text LONGTEXT NOT NULL,
    size INT NOT NULL DEFAULT 0,
    search_tokens LONGTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    CONSTRAINT plates_pkey PRIMARY KEY (id),
    FULLTEXT KEY plates_search_idx (search_tokens)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
