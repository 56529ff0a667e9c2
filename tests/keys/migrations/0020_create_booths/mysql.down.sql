-- 0020_create_booths on MySQL: takes the table back.

DROP TABLE booths;
