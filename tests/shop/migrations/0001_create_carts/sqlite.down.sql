-- 0001_create_carts on SQLite: takes the table back.

DROP TABLE carts;
