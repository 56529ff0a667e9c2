-- 0006_create_links on MySQL: takes the table back.

DROP TABLE links;
