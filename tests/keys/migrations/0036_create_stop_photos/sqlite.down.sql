-- 0036_create_stop_photos on SQLite: takes the table back.

DROP TABLE stop_photos;
