-- 0040_create_courts on MySQL: makes the table.

CREATE TABLE courts (
    id INT AUTO_INCREMENT NOT NULL,
    hall VARCHAR(20) NOT NULL,
    lane SMALLINT NOT NULL,
    CONSTRAINT courts_pkey PRIMARY KEY (id),
    CONSTRAINT courts_hall_lane_key UNIQUE (hall, lane),
    CONSTRAINT courts_hall_check CHECK (hall NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
