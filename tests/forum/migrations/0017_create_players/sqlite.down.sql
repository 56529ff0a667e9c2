-- 0017_create_players on SQLite: takes the table back.

DROP TABLE players;
