-- 0009_create_plans on SQLite: takes the table back.

DROP TABLE plans;
