-- 0009_create_boards on PostgreSQL: takes the table back.

DROP TABLE boards;
