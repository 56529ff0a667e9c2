-- 0001_create_clubs on SQLite: takes the table back.

DROP TABLE clubs;
