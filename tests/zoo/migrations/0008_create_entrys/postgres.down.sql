-- 0008_create_entrys on PostgreSQL: takes the table back.

DROP TABLE entrys;
