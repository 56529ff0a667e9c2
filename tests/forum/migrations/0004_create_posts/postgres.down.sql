-- 0004_create_posts on PostgreSQL: takes the table back.

DROP TABLE posts;
