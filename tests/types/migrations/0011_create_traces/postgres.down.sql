-- 0011_create_traces on PostgreSQL: takes the table back.

DROP TABLE traces;
