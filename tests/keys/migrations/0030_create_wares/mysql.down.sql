-- 0030_create_wares on MySQL: takes the table back.

DROP TABLE wares;
