-- 0001_create_everythings on SQLite: takes the table back.

DROP TABLE everythings;
