-- 0016_create_teams on PostgreSQL: takes the table back.

DROP TABLE teams;
