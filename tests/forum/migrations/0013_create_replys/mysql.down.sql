-- 0013_create_replys on MySQL: takes the table back.

DROP TABLE replys;
