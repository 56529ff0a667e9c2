-- 0004_create_visits on PostgreSQL: takes the table back.

DROP TABLE visits;
