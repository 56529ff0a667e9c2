-- 0009_create_guests on SQLite: takes the table back.

DROP TABLE guests;
