-- 0008_create_exacts on PostgreSQL: takes the table back.

DROP TABLE exacts;
