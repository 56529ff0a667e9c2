-- 0015_create_errands on MySQL: takes the table back.

DROP TABLE errands;
