-- 0032_create_band_genres on SQLite: takes the table back.

DROP TABLE band_genres;
