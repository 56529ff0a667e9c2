-- 0012_create_visits on SQLite: makes the table.

CREATE TABLE visits (
    id BLOB NOT NULL,
    sighting_id INTEGER NOT NULL,
    day TEXT NOT NULL,
    count INTEGER NOT NULL DEFAULT 1,
    speed INTEGER NOT NULL DEFAULT 0,
    driver TEXT,
    CONSTRAINT visits_pkey PRIMARY KEY (id),
    CONSTRAINT visits_sighting_id_day_key UNIQUE (sighting_id, day),
    CONSTRAINT visits_sighting_id_fkey FOREIGN KEY (sighting_id) REFERENCES sightings (id) ON DELETE CASCADE,
    CONSTRAINT visits_driver_check CHECK (length(driver) <= 20)
) STRICT;
