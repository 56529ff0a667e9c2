-- 0004_create_visits on SQLite: makes the table.

CREATE TABLE visits (
    id BLOB NOT NULL,
    place TEXT NOT NULL,
    CONSTRAINT visits_pkey PRIMARY KEY (id),
    CONSTRAINT visits_place_check CHECK (length(place) <= 40)
) STRICT;

CREATE INDEX visits_place_idx ON visits (place);
