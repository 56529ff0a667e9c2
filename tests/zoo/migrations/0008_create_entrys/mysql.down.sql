-- 0008_create_entrys on MySQL: takes the table back.

DROP TABLE entrys;
