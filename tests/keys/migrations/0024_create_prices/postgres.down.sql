-- 0024_create_prices on PostgreSQL: takes the table back.

DROP TABLE prices;
