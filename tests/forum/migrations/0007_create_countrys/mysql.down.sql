-- 0007_create_countrys on MySQL: takes the table back.

DROP TABLE countrys;
