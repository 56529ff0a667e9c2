-- 0003_create_threads on MySQL: takes the table back.

DROP TABLE threads;
