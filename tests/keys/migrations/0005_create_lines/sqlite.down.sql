-- 0005_create_lines on SQLite: takes the table back.

DROP TABLE lines;
