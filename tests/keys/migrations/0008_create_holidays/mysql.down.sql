-- 0008_create_holidays on MySQL: takes the table back.

DROP TABLE holidays;
