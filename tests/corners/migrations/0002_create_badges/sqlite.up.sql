-- 0002_create_badges on SQLite: makes the table.

CREATE TABLE badges (
    id INTEGER NOT NULL,
    owner TEXT NOT NULL,
    colour TEXT,
    uses INTEGER NOT NULL DEFAULT 1,
    gone_at INTEGER,
    CONSTRAINT badges_pkey PRIMARY KEY (id),
    CONSTRAINT badges_owner_check CHECK (length(owner) <= 20 AND owner NOT LIKE '% '),
    CONSTRAINT badges_colour_check CHECK (length(colour) <= 20 AND colour NOT LIKE '% ')
) STRICT;

CREATE UNIQUE INDEX badges_owner_colour_key ON badges (owner, coalesce(colour, x'')) WHERE gone_at IS NULL;
