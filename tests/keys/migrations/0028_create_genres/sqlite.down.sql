-- 0028_create_genres on SQLite: takes the table back.

DROP TABLE genres;
