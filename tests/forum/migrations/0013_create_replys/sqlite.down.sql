-- 0013_create_replys on SQLite: takes the table back.

DROP TABLE replys;
