-- 0011_create_traces on SQLite: takes the table back.

DROP TABLE traces;
