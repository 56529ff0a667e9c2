-- 0003_create_notes on MySQL: takes the table back.

DROP TABLE notes;
