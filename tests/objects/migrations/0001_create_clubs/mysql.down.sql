-- 0001_create_clubs on MySQL: takes the table back.

DROP TABLE clubs;
