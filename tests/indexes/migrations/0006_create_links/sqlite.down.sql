-- 0006_create_links on SQLite: takes the table back.

DROP TABLE links;
