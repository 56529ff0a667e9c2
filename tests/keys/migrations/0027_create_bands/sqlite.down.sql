-- 0027_create_bands on SQLite: takes the table back.

DROP TABLE bands;
