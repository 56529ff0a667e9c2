-- 0002_create_authors on SQLite: takes the table back.

DROP TABLE authors;
