-- 0016_create_teams on SQLite: takes the table back.

DROP TABLE teams;
