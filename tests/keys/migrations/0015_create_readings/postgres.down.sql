-- 0015_create_readings on PostgreSQL: takes the table back.

DROP TABLE readings;
