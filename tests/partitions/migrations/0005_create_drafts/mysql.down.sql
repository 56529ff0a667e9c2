-- 0005_create_drafts on MySQL: takes the table back.

DROP TABLE drafts;
