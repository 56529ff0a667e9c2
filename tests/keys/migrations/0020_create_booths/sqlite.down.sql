-- 0020_create_booths on SQLite: takes the table back.

DROP TABLE booths;
