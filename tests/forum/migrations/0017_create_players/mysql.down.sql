-- 0017_create_players on MySQL: takes the table back.

DROP TABLE players;
