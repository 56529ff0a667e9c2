-- 0025_create_note_kinds on PostgreSQL: takes the table back.

DROP TABLE note_kinds;
