-- 0006_create_hosts on SQLite: takes the table back.

DROP TABLE hosts;
