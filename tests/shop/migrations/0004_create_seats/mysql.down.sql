-- 0004_create_seats on MySQL: takes the table back.

DROP TABLE seats;
