-- 0041_create_bookings on PostgreSQL: takes the table back.

DROP TABLE bookings;
