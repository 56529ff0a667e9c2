-- 0015_create_readings on PostgreSQL: makes the table.

CREATE TABLE readings (
    sensor integer NOT NULL,
    taken_at timestamptz NOT NULL,
    kind text NOT NULL,
    value double precision NOT NULL,
    CONSTRAINT readings_pkey PRIMARY KEY (sensor, taken_at, kind),
    CONSTRAINT readings_kind_check CHECK (kind IN ('warm', 'cold'))
);

CREATE INDEX readings_sensor_idx ON readings (sensor);
