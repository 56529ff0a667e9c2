-- 0013_create_coupons on SQLite: takes the table back.

DROP TABLE coupons;
