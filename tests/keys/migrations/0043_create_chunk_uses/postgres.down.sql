-- 0043_create_chunk_uses on PostgreSQL: takes the table back.

DROP TABLE chunk_uses;
