-- 0007_create_tickets on MySQL: takes the table back.

DROP TABLE tickets;
