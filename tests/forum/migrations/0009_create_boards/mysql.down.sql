-- 0009_create_boards on MySQL: takes the table back.

DROP TABLE boards;
