-- 0004_create_visits on MySQL: makes the table.

CREATE TABLE visits (
    id BINARY(16) NOT NULL,
    place VARCHAR(40) NOT NULL,
    CONSTRAINT visits_pkey PRIMARY KEY (id),
    KEY visits_place_idx (place)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
