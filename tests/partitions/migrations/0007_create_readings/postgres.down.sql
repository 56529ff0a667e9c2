-- 0007_create_readings on PostgreSQL: takes the table back.

DROP TABLE readings;
