-- 0007_create_readings on MySQL: takes the table back.

DROP TABLE readings;
