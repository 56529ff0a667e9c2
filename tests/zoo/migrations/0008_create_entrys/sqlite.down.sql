-- 0008_create_entrys on SQLite: takes the table back.

DROP TABLE entrys;
