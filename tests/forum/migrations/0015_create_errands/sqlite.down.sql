-- 0015_create_errands on SQLite: takes the table back.

DROP TABLE errands;
