-- 0030_create_wares on PostgreSQL: takes the table back.

DROP TABLE wares;
