-- 0007_create_desks on PostgreSQL: takes the table back.

DROP TABLE desks;
