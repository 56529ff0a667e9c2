-- 0012_create_mayors on SQLite: takes the table back.

DROP TABLE mayors;
