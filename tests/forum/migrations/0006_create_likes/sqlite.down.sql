-- 0006_create_likes on SQLite: takes the table back.

DROP TABLE likes;
