-- 0042_create_chunks on SQLite: takes the table back.

DROP TABLE chunks;
