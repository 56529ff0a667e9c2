-- 0004_create_seats on PostgreSQL: takes the table back.

DROP TABLE seats;
