-- 0006_create_edits on SQLite: takes the table back.

DROP TABLE edits;
