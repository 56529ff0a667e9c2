-- 0002_create_members on MySQL: takes the table back.

DROP TABLE members;
