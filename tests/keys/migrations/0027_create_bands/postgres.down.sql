-- 0027_create_bands on PostgreSQL: takes the table back.

DROP TABLE bands;
