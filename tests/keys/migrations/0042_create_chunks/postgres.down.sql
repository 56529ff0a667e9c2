-- 0042_create_chunks on PostgreSQL: takes the table back.

DROP TABLE chunks;
