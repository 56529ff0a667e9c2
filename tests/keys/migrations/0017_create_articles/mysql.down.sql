-- 0017_create_articles on MySQL: takes the table back.

DROP TABLE articles;
