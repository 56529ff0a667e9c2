-- 0013_create_twinnings on PostgreSQL: takes the table back.

DROP TABLE twinnings;
