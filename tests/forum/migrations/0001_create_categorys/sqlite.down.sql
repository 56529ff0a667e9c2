-- 0001_create_categorys on SQLite: takes the table back.

DROP TABLE categorys;
