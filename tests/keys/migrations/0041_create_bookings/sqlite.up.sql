-- 0041_create_bookings on SQLite: makes the table.

CREATE TABLE bookings (
    id INTEGER NOT NULL,
    hall TEXT NOT NULL,
    lane INTEGER NOT NULL,
    sensor INTEGER,
    taken_at INTEGER,
    kind TEXT,
    CONSTRAINT bookings_pkey PRIMARY KEY (id),
    CONSTRAINT bookings_hall_lane_fkey FOREIGN KEY (hall, lane) REFERENCES courts (hall, lane) ON UPDATE CASCADE ON DELETE CASCADE,
    CONSTRAINT bookings_sensor_taken_at_kind_fkey FOREIGN KEY (sensor, taken_at, kind) REFERENCES readings (sensor, taken_at, kind) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT bookings_hall_check CHECK (length(hall) <= 20),
    CONSTRAINT bookings_kind_check CHECK (kind IN ('warm', 'cold'))
) STRICT;

CREATE INDEX bookings_sensor_taken_at_kind_idx ON bookings (sensor, taken_at, kind);

CREATE INDEX bookings_hall_lane_idx ON bookings (hall, lane);
