-- 0020_create_booths on PostgreSQL: takes the table back.

DROP TABLE booths;
