-- 0027_create_bands on MySQL: takes the table back.

DROP TABLE bands;
