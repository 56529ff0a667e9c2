-- 0013_create_twinnings on SQLite: takes the table back.

DROP TABLE twinnings;
