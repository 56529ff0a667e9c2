-- 0012_create_mayors on MySQL: takes the table back.

DROP TABLE mayors;
