-- 0003_create_topics on PostgreSQL: takes the table back.

DROP TABLE topics;
