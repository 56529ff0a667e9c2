-- 0004_create_articles on SQLite: takes the table back.

DROP TABLE articles;
DROP TABLE articles_search;
