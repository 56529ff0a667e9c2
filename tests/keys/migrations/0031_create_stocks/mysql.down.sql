-- 0031_create_stocks on MySQL: takes the table back.

DROP TABLE stocks;
