-- 0017_create_players on PostgreSQL: takes the table back.

DROP TABLE players;
