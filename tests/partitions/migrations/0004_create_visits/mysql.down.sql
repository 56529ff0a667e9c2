-- 0004_create_visits on MySQL: takes the table back.

DROP TABLE visits;
