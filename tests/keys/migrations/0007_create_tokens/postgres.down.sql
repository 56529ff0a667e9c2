-- 0007_create_tokens on PostgreSQL: takes the table back.

DROP TABLE tokens;
