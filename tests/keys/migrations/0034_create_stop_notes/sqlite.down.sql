-- 0034_create_stop_notes on SQLite: takes the table back.

DROP TABLE stop_notes;
