-- 0022_create_remarks on PostgreSQL: takes the table back.

DROP TABLE remarks;
