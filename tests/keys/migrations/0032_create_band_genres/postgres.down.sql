-- 0032_create_band_genres on PostgreSQL: takes the table back.

DROP TABLE band_genres;
