-- 0017_create_articles on PostgreSQL: takes the table back.

DROP TABLE articles;
