-- 0024_create_prices on SQLite: takes the table back.

DROP TABLE prices;
