-- 0014_create_notices on PostgreSQL: takes the table back.

DROP TABLE notices;
