-- 0044_create_chunk_marks on MySQL: takes the table back.

DROP TABLE chunk_marks;
