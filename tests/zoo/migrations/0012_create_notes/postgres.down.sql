-- 0012_create_notes on PostgreSQL: takes the table back.

DROP TABLE notes;
