-- 0011_create_traces on MySQL: takes the table back.

DROP TABLE traces;
