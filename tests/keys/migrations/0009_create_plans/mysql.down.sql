-- 0009_create_plans on MySQL: takes the table back.

DROP TABLE plans;
