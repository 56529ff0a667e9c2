-- 0008_create_exacts on SQLite: takes the table back.

DROP TABLE exacts;
