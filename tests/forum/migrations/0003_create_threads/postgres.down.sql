-- 0003_create_threads on PostgreSQL: takes the table back.

DROP TABLE threads;
