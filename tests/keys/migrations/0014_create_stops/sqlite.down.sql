-- 0014_create_stops on SQLite: takes the table back.

DROP TABLE stops;
