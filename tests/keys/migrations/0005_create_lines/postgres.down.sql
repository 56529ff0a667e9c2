-- 0005_create_lines on PostgreSQL: takes the table back.

DROP TABLE lines;
