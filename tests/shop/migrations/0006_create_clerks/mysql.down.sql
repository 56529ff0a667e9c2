-- 0006_create_clerks on MySQL: takes the table back.

DROP TABLE clerks;
