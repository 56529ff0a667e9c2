-- 0015_create_readings on MySQL: makes the table.

CREATE TABLE readings (
    sensor INT NOT NULL,
    taken_at DATETIME(6) NOT NULL,
    kind VARCHAR(4) NOT NULL,
    `value` DOUBLE NOT NULL,
    CONSTRAINT readings_pkey PRIMARY KEY (sensor, taken_at, kind),
    CONSTRAINT readings_kind_check CHECK (kind IN ('warm', 'cold')),
    KEY readings_sensor_idx (sensor)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
