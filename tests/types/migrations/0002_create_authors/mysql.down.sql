-- 0002_create_authors on MySQL: takes the table back.

DROP TABLE authors;
