-- 0009_create_boards on SQLite: takes the table back.

DROP TABLE boards;
