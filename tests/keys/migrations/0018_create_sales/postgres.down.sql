-- 0018_create_sales on PostgreSQL: takes the table back.

DROP TABLE sales;
