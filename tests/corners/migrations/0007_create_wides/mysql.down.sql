-- 0007_create_wides on MySQL: takes the table back.

DROP TABLE wides;
