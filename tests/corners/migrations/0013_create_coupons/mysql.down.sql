-- 0013_create_coupons on MySQL: takes the table back.

DROP TABLE coupons;
