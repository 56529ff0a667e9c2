-- 0003_create_tags on SQLite: takes the table back.

DROP TABLE tags;
