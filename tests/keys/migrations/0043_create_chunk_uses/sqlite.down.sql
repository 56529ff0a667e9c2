-- 0043_create_chunk_uses on SQLite: takes the table back.

DROP TABLE chunk_uses;
