-- 0007_create_countrys on PostgreSQL: takes the table back.

DROP TABLE countrys;
