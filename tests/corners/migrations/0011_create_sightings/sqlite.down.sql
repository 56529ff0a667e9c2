-- 0011_create_sightings on SQLite: takes the table back.

DROP TABLE sightings;
