-- 0001_create_shops on SQLite: takes the table back.

DROP TABLE shops;
