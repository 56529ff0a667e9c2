-- 0007_create_desks on SQLite: takes the table back.

DROP TABLE desks;
