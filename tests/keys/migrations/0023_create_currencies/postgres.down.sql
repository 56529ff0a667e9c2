-- 0023_create_currencies on PostgreSQL: takes the table back.

DROP TABLE currencies;
