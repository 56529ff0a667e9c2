-- 0011_create_city_halls on SQLite: takes the table back.

DROP TABLE city_halls;
