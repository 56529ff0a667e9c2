-- 0018_create_sales on SQLite: takes the table back.

DROP TABLE sales;
