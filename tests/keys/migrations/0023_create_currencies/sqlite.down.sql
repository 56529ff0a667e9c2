-- 0023_create_currencies on SQLite: takes the table back.

DROP TABLE currencies;
