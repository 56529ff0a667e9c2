-- 0022_create_remarks on SQLite: takes the table back.

DROP TABLE remarks;
