-- 0004_create_readings on SQLite: makes the table.

CREATE TABLE readings (
    id INTEGER NOT NULL,
    station TEXT NOT NULL,
    rank INTEGER,
    taken_at INTEGER,
    due_on TEXT,
    CONSTRAINT readings_pkey PRIMARY KEY (id),
    CONSTRAINT readings_station_check CHECK (length(station) <= 20)
) STRICT;

CREATE INDEX readings_rank_idx ON readings (rank);

CREATE INDEX readings_taken_at_idx ON readings (taken_at DESC);

CREATE INDEX readings_station_due_on_idx ON readings (station, due_on);

CREATE INDEX readings_due_on_idx ON readings (due_on DESC);
