-- 0004_create_rules on MySQL: takes the table back.

DROP TABLE rules;
