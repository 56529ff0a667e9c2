-- 0003_create_awards on MySQL: takes the table back.

DROP TABLE awards;
