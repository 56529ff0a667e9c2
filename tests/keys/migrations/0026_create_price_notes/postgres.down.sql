-- 0026_create_price_notes on PostgreSQL: takes the table back.

DROP TABLE price_notes;
