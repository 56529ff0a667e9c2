-- 0042_create_chunks on MySQL: takes the table back.

DROP TABLE chunks;
