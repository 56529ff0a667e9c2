-- 0001_create_countries on MySQL: takes the table back.

DROP TABLE countries;
