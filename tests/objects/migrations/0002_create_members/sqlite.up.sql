-- 0002_create_members on SQLite: makes the table.

CREATE TABLE members (
    id INTEGER NOT NULL,
    club_key TEXT NOT NULL,
    name TEXT NOT NULL,
    score INTEGER NOT NULL DEFAULT 0,
    active INTEGER NOT NULL DEFAULT 1,
    joined_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT members_pkey PRIMARY KEY (id),
    CONSTRAINT members_club_key_fkey FOREIGN KEY (club_key) REFERENCES clubs (club_key) ON DELETE CASCADE,
    CONSTRAINT members_club_key_check CHECK (length(club_key) <= 50 AND club_key NOT LIKE '% '),
    CONSTRAINT members_name_check CHECK (length(name) <= 50),
    CONSTRAINT members_active_check CHECK (active IN (0, 1))
) STRICT;

CREATE INDEX members_club_key_idx ON members (club_key);
