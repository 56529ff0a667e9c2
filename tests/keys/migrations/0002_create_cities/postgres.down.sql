-- 0002_create_cities on PostgreSQL: takes the table back.

DROP TABLE cities;
