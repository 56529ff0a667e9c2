-- 0007_create_readings on SQLite: makes the table.

CREATE TABLE readings (
    day TEXT NOT NULL,
    degrees INTEGER NOT NULL
) STRICT;
