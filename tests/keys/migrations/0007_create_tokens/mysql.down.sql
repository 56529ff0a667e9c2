-- 0007_create_tokens on MySQL: takes the table back.

DROP TABLE tokens;
