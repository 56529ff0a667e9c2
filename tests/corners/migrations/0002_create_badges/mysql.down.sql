-- 0002_create_badges on MySQL: takes the table back.

DROP TABLE badges;
