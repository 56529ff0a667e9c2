-- 0010_create_entries on SQLite: takes the table back.

DROP TABLE entries;
