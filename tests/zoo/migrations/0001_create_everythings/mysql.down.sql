-- 0001_create_everythings on MySQL: takes the table back.

DROP TABLE everythings;
