-- 0003_create_defaulteds on PostgreSQL: takes the table back.

DROP TABLE defaulteds;
