-- 0011_create_city_halls on PostgreSQL: takes the table back.

DROP TABLE city_halls;
