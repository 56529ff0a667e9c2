-- 0026_create_price_notes on MySQL: takes the table back.

DROP TABLE price_notes;
