-- 0001_create_categorys on MySQL: takes the table back.

DROP TABLE categorys;
