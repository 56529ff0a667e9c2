-- 0004_create_seats on SQLite: takes the table back.

DROP TABLE seats;
