-- 0009_create_sightings on PostgreSQL: takes the table back.

DROP TABLE sightings;
