-- 0007_create_readings on MySQL: makes the table.

CREATE TABLE readings (
    day DATE NOT NULL,
    degrees INT NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
