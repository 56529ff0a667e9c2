-- 0001_create_categorys on PostgreSQL: takes the table back.

DROP TABLE categorys;
