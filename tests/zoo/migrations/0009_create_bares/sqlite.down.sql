-- 0009_create_bares on SQLite: takes the table back.

DROP TABLE bares;
