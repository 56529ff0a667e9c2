-- 0004_create_pins on SQLite: takes the table back.

DROP TABLE pins;
