-- 0008_create_sponsors on PostgreSQL: takes the table back.

DROP TABLE sponsors;
