-- 0007_create_wides on PostgreSQL: takes the table back.

DROP TABLE wides;
