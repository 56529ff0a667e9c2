-- 0001_create_countries on SQLite: takes the table back.

DROP TABLE countries;
