-- 0041_create_bookings on MySQL: takes the table back.

DROP TABLE bookings;
