-- 0012_create_mayors on MySQL: makes the table.

CREATE TABLE mayors (
    id INT AUTO_INCREMENT NOT NULL,
    hall INT NOT NULL,
    born_in VARCHAR(2),
    name VARCHAR(100) NOT NULL,
    CONSTRAINT mayors_pkey PRIMARY KEY (id),
    CONSTRAINT mayors_hall_fkey FOREIGN KEY (hall) REFERENCES city_halls (city_id) ON DELETE CASCADE,
    CONSTRAINT mayors_born_in_fkey FOREIGN KEY (born_in) REFERENCES countries (code) ON DELETE SET NULL,
    KEY mayors_hall_idx (hall),
    KEY mayors_born_in_idx (born_in)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
