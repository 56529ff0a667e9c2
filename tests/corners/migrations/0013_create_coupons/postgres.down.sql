-- 0013_create_coupons on PostgreSQL: takes the table back.

DROP TABLE coupons;
