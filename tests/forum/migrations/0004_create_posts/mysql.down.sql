-- 0004_create_posts on MySQL: takes the table back.

DROP TABLE posts;
