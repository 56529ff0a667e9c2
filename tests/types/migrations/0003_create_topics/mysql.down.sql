-- 0003_create_topics on MySQL: takes the table back.

DROP TABLE topics;
