-- 0002_create_cities on SQLite: takes the table back.

DROP TABLE cities;
