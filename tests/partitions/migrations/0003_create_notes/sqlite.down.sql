-- 0003_create_notes on SQLite: takes the table back.

DROP TABLE notes;
DROP TABLE notes_search;
