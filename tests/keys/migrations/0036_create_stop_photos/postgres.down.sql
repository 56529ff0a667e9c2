-- 0036_create_stop_photos on PostgreSQL: takes the table back.

DROP TABLE stop_photos;
