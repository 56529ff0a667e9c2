-- 0001_create_clubs on PostgreSQL: makes the table.

CREATE TABLE clubs (
    id uuid NOT NULL,
    club_key varchar(50) NOT NULL,
    CONSTRAINT clubs_pkey PRIMARY KEY (id),
    CONSTRAINT clubs_club_key_key UNIQUE (club_key),
    CONSTRAINT clubs_club_key_check CHECK (char_length(club_key) >= 3 AND club_key NOT LIKE '% ')
);
