-- 0009_create_bares on MySQL: takes the table back.

DROP TABLE bares;
