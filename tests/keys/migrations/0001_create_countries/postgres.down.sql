-- 0001_create_countries on PostgreSQL: takes the table back.

DROP TABLE countries;
