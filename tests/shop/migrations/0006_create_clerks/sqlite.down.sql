-- 0006_create_clerks on SQLite: takes the table back.

DROP TABLE clerks;
DROP TABLE clerks_search;
