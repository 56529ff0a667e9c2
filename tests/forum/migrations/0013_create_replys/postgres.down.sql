-- 0013_create_replys on PostgreSQL: takes the table back.

DROP TABLE replys;
