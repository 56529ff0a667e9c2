-- 0002_create_comments on MySQL: takes the table back.

DROP TABLE comments;
