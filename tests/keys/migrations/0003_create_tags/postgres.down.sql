-- 0003_create_tags on PostgreSQL: takes the table back.

DROP TABLE tags;
