-- 0012_create_visits on MySQL: makes the table.

CREATE TABLE visits (
    id BINARY(16) NOT NULL,
    sighting_id BIGINT NOT NULL,
    day DATE NOT NULL,
    count INT NOT NULL DEFAULT 1,
    speed INT NOT NULL DEFAULT 0,
    driver VARCHAR(20),
    CONSTRAINT visits_pkey PRIMARY KEY (id),
    CONSTRAINT visits_sighting_id_day_key UNIQUE (sighting_id, day),
    CONSTRAINT visits_sighting_id_fkey FOREIGN KEY (sighting_id) REFERENCES sightings (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
