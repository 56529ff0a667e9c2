-- 0016_create_teams on MySQL: takes the table back.

DROP TABLE teams;
