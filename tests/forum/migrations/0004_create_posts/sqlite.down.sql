-- 0004_create_posts on SQLite: takes the table back.

DROP TABLE posts;
