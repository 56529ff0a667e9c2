-- 0007_create_tickets on SQLite: takes the table back.

DROP TABLE tickets;
