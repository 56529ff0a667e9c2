-- 0001_create_shops on PostgreSQL: takes the table back.

DROP TABLE shops;
