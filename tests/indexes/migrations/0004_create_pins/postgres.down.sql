-- 0004_create_pins on PostgreSQL: takes the table back.

DROP TABLE pins;
