-- 0006_create_stations on PostgreSQL: takes the table back.

DROP TABLE stations;
