-- 0002_create_authors on PostgreSQL: takes the table back.

DROP TABLE authors;
