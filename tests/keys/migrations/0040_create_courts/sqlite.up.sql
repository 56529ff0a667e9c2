-- 0040_create_courts on SQLite: makes the table.

CREATE TABLE courts (
    id INTEGER NOT NULL,
    hall TEXT NOT NULL,
    lane INTEGER NOT NULL,
    CONSTRAINT courts_pkey PRIMARY KEY (id),
    CONSTRAINT courts_hall_lane_key UNIQUE (hall, lane),
    CONSTRAINT courts_hall_check CHECK (length(hall) <= 20 AND hall NOT LIKE '% ')
) STRICT;
