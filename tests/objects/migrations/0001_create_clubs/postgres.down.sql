-- 0001_create_clubs on PostgreSQL: takes the table back.

DROP TABLE clubs;
