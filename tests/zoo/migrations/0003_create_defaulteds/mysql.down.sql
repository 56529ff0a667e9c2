-- 0003_create_defaulteds on MySQL: takes the table back.

DROP TABLE defaulteds;
