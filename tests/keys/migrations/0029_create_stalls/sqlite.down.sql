-- 0029_create_stalls on SQLite: takes the table back.

DROP TABLE stalls;
