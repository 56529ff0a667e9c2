-- 0012_create_notes on SQLite: takes the table back.

DROP TABLE notes;
