-- 0002_create_comments on SQLite: takes the table back.

DROP TABLE comments;
