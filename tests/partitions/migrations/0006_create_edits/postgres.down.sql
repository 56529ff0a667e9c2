-- 0006_create_edits on PostgreSQL: takes the table back.

DROP TABLE edits;
