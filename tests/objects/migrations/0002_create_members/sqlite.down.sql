-- 0002_create_members on SQLite: takes the table back.

DROP TABLE members;
