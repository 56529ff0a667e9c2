-- 0006_create_likes on MySQL: takes the table back.

DROP TABLE likes;
