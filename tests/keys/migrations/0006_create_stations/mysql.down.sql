-- 0006_create_stations on MySQL: takes the table back.

DROP TABLE stations;
