-- 0041_create_bookings on SQLite: takes the table back.

DROP TABLE bookings;
