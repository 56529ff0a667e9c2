-- 0004_create_pins on MySQL: takes the table back.

DROP TABLE pins;
