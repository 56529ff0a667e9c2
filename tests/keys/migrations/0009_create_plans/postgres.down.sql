-- 0009_create_plans on PostgreSQL: takes the table back.

DROP TABLE plans;
