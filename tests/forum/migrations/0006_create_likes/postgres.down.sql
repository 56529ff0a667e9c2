-- 0006_create_likes on PostgreSQL: takes the table back.

DROP TABLE likes;
