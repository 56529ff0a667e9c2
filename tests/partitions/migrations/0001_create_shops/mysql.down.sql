-- 0001_create_shops on MySQL: takes the table back.

DROP TABLE shops;
