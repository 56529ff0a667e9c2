-- 0034_create_stop_notes on MySQL: takes the table back.

DROP TABLE stop_notes;
