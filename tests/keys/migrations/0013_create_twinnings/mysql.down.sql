-- 0013_create_twinnings on MySQL: takes the table back.

DROP TABLE twinnings;
