-- 0028_create_genres on PostgreSQL: takes the table back.

DROP TABLE genres;
