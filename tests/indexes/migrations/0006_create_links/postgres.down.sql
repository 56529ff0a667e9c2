-- 0006_create_links on PostgreSQL: takes the table back.

DROP TABLE links;
