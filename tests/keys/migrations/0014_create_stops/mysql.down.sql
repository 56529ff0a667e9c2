-- 0014_create_stops on MySQL: takes the table back.

DROP TABLE stops;
