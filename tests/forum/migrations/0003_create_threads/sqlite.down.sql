-- 0003_create_threads on SQLite: takes the table back.

DROP TABLE threads;
