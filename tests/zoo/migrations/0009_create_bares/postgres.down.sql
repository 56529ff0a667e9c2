-- 0009_create_bares on PostgreSQL: takes the table back.

DROP TABLE bares;
