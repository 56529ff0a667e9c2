-- 0018_create_sales on MySQL: takes the table back.

DROP TABLE sales;
