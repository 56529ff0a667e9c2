-- 0011_create_city_halls on MySQL: makes the table.

CREATE TABLE city_halls (
    city_id INT NOT NULL,
    address VARCHAR(100) NOT NULL,
    CONSTRAINT city_halls_pkey PRIMARY KEY (city_id),
    CONSTRAINT city_halls_city_id_fkey FOREIGN KEY (city_id) REFERENCES cities (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
