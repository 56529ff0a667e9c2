-- 0034_create_stop_notes on PostgreSQL: takes the table back.

DROP TABLE stop_notes;
