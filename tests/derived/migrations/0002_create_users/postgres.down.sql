-- 0002_create_users on PostgreSQL: takes the table back.

DROP TABLE users;
