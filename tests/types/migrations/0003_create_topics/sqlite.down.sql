-- 0003_create_topics on SQLite: takes the table back.

DROP TABLE topics;
