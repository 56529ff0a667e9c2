-- 0001_create_carts on PostgreSQL: takes the table back.

DROP TABLE carts;
