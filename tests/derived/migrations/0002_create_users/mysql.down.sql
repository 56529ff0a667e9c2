-- 0002_create_users on MySQL: takes the table back.

DROP TABLE users;
