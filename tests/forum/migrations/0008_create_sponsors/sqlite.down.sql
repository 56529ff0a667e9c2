-- 0008_create_sponsors on SQLite: takes the table back.

DROP TABLE sponsors;
