-- 0008_create_stays on PostgreSQL: takes the table back.

DROP TABLE stays;
