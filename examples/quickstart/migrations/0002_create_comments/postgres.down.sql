-- 0002_create_comments on PostgreSQL: takes the table back.

DROP TABLE comments;
