-- 0036_create_stop_photos on MySQL: takes the table back.

DROP TABLE stop_photos;
