-- 0007_create_tickets on PostgreSQL: takes the table back.

DROP TABLE tickets;
DROP TYPE "Mood";
DROP TYPE ticket_state;
