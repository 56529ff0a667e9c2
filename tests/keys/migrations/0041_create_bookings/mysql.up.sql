-- 0041_create_bookings on MySQL: makes the table.

CREATE TABLE bookings (
    id INT AUTO_INCREMENT NOT NULL,
    hall VARCHAR(20) NOT NULL,
    lane SMALLINT NOT NULL,
    sensor INT,
    taken_at DATETIME(6),
    kind VARCHAR(4),
    CONSTRAINT bookings_pkey PRIMARY KEY (id),
    CONSTRAINT bookings_hall_lane_fkey FOREIGN KEY (hall, lane) REFERENCES courts (hall, lane) ON UPDATE CASCADE ON DELETE CASCADE,
    CONSTRAINT bookings_sensor_taken_at_kind_fkey FOREIGN KEY (sensor, taken_at, kind) REFERENCES readings (sensor, taken_at, kind) ON DELETE RESTRICT,
    CONSTRAINT bookings_kind_check CHECK (kind IN ('warm', 'cold')),
    KEY bookings_sensor_taken_at_kind_idx (sensor, taken_at, kind),
    KEY bookings_hall_lane_idx (hall, lane)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
