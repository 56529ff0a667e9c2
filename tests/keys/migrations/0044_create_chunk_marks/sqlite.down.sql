-- 0044_create_chunk_marks on SQLite: takes the table back.

DROP TABLE chunk_marks;
