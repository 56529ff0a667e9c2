-- 0007_create_tokens on SQLite: takes the table back.

DROP TABLE tokens;
