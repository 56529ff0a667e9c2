-- 0025_create_note_kinds on MySQL: takes the table back.

DROP TABLE note_kinds;
