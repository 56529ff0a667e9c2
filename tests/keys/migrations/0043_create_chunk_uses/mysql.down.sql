-- 0043_create_chunk_uses on MySQL: takes the table back.

DROP TABLE chunk_uses;
