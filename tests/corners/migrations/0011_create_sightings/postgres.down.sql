-- 0011_create_sightings on PostgreSQL: takes the table back.

DROP TABLE sightings;
