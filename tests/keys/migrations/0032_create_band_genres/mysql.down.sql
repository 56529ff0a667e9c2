-- 0032_create_band_genres on MySQL: takes the table back.

DROP TABLE band_genres;
