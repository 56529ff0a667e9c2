-- 0006_create_type on PostgreSQL: takes the table back.

DROP TABLE type;
