-- 0015_create_sales on SQLite: takes the table back.

DROP TABLE sales;
