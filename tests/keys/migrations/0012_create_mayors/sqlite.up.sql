-- 0012_create_mayors on SQLite: makes the table.

CREATE TABLE mayors (
    id INTEGER NOT NULL,
    hall INTEGER NOT NULL,
    born_in TEXT,
    name TEXT NOT NULL,
    CONSTRAINT mayors_pkey PRIMARY KEY (id),
    CONSTRAINT mayors_hall_fkey FOREIGN KEY (hall) REFERENCES city_halls (city_id) ON DELETE CASCADE,
    CONSTRAINT mayors_born_in_fkey FOREIGN KEY (born_in) REFERENCES countries (code) ON DELETE SET NULL,
    CONSTRAINT mayors_born_in_check CHECK (length(born_in) <= 2),
    CONSTRAINT mayors_name_check CHECK (length(name) <= 100)
) STRICT;

CREATE INDEX mayors_hall_idx ON mayors (hall);

CREATE INDEX mayors_born_in_idx ON mayors (born_in);
