-- 0003_create_awards on PostgreSQL: takes the table back.

DROP TABLE awards;
