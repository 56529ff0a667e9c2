-- 0011_create_city_halls on MySQL: takes the table back.

DROP TABLE city_halls;
