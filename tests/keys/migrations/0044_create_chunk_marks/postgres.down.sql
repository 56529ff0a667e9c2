-- 0044_create_chunk_marks on PostgreSQL: takes the table back.

DROP TABLE chunk_marks;
