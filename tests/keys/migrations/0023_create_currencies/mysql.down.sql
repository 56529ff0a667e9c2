-- 0023_create_currencies on MySQL: takes the table back.

DROP TABLE currencies;
