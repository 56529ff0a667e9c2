-- 0004_create_rules on PostgreSQL: takes the table back.

DROP TABLE rules;
