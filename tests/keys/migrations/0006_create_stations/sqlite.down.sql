-- 0006_create_stations on SQLite: takes the table back.

DROP TABLE stations;
