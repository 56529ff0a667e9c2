-- 0029_create_stalls on MySQL: takes the table back.

DROP TABLE stalls;
