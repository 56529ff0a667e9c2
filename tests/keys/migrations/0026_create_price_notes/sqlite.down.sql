-- 0026_create_price_notes on SQLite: takes the table back.

DROP TABLE price_notes;
