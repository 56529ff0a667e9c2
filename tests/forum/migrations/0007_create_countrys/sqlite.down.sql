-- 0007_create_countrys on SQLite: takes the table back.

DROP TABLE countrys;
