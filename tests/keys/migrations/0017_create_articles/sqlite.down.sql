-- 0017_create_articles on SQLite: takes the table back.

DROP TABLE articles;
