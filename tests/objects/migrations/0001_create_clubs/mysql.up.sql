-- 0001_create_clubs on MySQL: makes the table.

CREATE TABLE clubs (
    id BINARY(16) NOT NULL,
    club_key VARCHAR(50) NOT NULL,
    CONSTRAINT clubs_pkey PRIMARY KEY (id),
    CONSTRAINT clubs_club_key_key UNIQUE (club_key),
    CONSTRAINT clubs_club_key_check CHECK (CHAR_LENGTH(club_key) >= 3 AND club_key NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
