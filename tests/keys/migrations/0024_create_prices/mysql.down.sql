-- 0024_create_prices on MySQL: takes the table back.

DROP TABLE prices;
