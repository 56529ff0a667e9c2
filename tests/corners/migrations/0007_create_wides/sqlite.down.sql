-- 0007_create_wides on SQLite: takes the table back.

DROP TABLE wides;
