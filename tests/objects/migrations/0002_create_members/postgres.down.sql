-- 0002_create_members on PostgreSQL: takes the table back.

DROP TABLE members;
