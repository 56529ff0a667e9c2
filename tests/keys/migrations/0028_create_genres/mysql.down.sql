-- 0028_create_genres on MySQL: takes the table back.

DROP TABLE genres;
