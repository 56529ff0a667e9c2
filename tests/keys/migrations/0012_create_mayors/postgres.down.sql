-- 0012_create_mayors on PostgreSQL: takes the table back.

DROP TABLE mayors;
