-- 0031_create_stocks on SQLite: takes the table back.

DROP TABLE stocks;
