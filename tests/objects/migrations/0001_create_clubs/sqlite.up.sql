-- 0001_create_clubs on SQLite: makes the table.

CREATE TABLE clubs (
    id BLOB NOT NULL,
    club_key TEXT NOT NULL,
    CONSTRAINT clubs_pkey PRIMARY KEY (id),
    CONSTRAINT clubs_club_key_key UNIQUE (club_key),
    CONSTRAINT clubs_club_key_check CHECK (length(club_key) BETWEEN 3 AND 50 AND club_key NOT LIKE '% ')
) STRICT;
