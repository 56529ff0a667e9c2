-- 0003_create_defaulteds on SQLite: takes the table back.

DROP TABLE defaulteds;
