-- 0009_create_guests on SQLite: makes the table.

CREATE TABLE guests (
    id INTEGER NOT NULL,
    name TEXT COLLATE NOCASE NOT NULL,
    city TEXT,
    remark TEXT COLLATE RTRIM,
    visits INTEGER NOT NULL DEFAULT 0,
    interests TEXT NOT NULL DEFAULT '[]',
    CONSTRAINT guests_pkey PRIMARY KEY (id),
    CONSTRAINT guests_name_key UNIQUE (name),
    CONSTRAINT guests_interests_check CHECK (json_valid(interests))
) STRICT;

CREATE INDEX guests_city_name_idx ON guests (city, name);

CREATE INDEX guests_visits_idx ON guests (visits DESC);

CREATE INDEX guests_visits_idx2 ON guests (visits);

CREATE INDEX guests_city_idx ON guests (city);
