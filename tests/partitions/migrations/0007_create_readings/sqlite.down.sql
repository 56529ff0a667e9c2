-- 0007_create_readings on SQLite: takes the table back.

DROP TABLE readings;
