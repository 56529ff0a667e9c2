-- 0006_create_hosts on MySQL: takes the table back.

DROP TABLE hosts;
