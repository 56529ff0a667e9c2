-- 0008_create_stays on MySQL: takes the table back.

DROP TABLE stays;
