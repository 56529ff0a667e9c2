-- 0001_create_carts on MySQL: takes the table back.

DROP TABLE carts;
