-- 0002_create_maybes on PostgreSQL: takes the table back.

DROP TABLE maybes;
