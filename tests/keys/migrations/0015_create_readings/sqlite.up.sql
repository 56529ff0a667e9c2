-- 0015_create_readings on SQLite: makes the table.

CREATE TABLE readings (
    sensor INTEGER NOT NULL,
    taken_at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value REAL NOT NULL,
    CONSTRAINT readings_pkey PRIMARY KEY (sensor, taken_at, kind),
    CONSTRAINT readings_kind_check CHECK (kind IN ('warm', 'cold'))
) STRICT;

CREATE INDEX readings_sensor_idx ON readings (sensor);
