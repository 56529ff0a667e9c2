-- 0014_create_stops on PostgreSQL: takes the table back.

DROP TABLE stops;
