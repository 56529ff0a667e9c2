-- 0029_create_stalls on PostgreSQL: takes the table back.

DROP TABLE stalls;
