-- 0007_create_readings on PostgreSQL: makes the table.

CREATE TABLE readings (
    day date NOT NULL,
    degrees integer NOT NULL
) PARTITION BY RANGE (day);

CREATE TABLE readings_later PARTITION OF readings FOR VALUES FROM (MINVALUE) TO (MAXVALUE);
