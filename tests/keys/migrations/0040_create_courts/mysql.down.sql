-- 0040_create_courts on MySQL: takes the table back.

DROP TABLE courts;
