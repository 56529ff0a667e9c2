-- 0008_create_exacts on MySQL: takes the table back.

DROP TABLE exacts;
