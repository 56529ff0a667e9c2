-- 0002_create_cities on MySQL: takes the table back.

DROP TABLE cities;
