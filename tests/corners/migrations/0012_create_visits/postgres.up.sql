-- 0012_create_visits on PostgreSQL: makes the table.

CREATE TABLE visits (
    id uuid NOT NULL,
    sighting_id bigint NOT NULL,
    day date NOT NULL,
    count integer NOT NULL DEFAULT 1,
    speed integer NOT NULL DEFAULT 0,
    driver varchar(20),
    CONSTRAINT visits_pkey PRIMARY KEY (id),
    CONSTRAINT visits_sighting_id_day_key UNIQUE (sighting_id, day),
    CONSTRAINT visits_sighting_id_fkey FOREIGN KEY (sighting_id) REFERENCES sightings (id) ON DELETE CASCADE
);
