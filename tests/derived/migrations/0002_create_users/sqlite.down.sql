-- 0002_create_users on SQLite: takes the table back.

DROP TABLE users;
