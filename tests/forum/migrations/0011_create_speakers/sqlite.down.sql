-- 0011_create_speakers on SQLite: takes the table back.

DROP TABLE speakers;
