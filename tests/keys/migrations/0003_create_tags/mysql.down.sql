-- 0003_create_tags on MySQL: takes the table back.

DROP TABLE tags;
