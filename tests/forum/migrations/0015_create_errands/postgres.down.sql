-- 0015_create_errands on PostgreSQL: takes the table back.

DROP TABLE errands;
