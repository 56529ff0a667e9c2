-- 0031_create_stocks on PostgreSQL: takes the table back.

DROP TABLE stocks;
