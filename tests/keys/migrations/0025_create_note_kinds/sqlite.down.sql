-- 0025_create_note_kinds on SQLite: takes the table back.

DROP TABLE note_kinds;
