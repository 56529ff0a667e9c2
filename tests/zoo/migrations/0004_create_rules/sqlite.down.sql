-- 0004_create_rules on SQLite: takes the table back.

DROP TABLE rules;
