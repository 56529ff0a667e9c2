-- 0008_create_sponsors on MySQL: takes the table back.

DROP TABLE sponsors;
