-- 0011_create_sightings on MySQL: takes the table back.

DROP TABLE sightings;
