-- 0009_create_guests on MySQL: takes the table back.

DROP TABLE guests;
