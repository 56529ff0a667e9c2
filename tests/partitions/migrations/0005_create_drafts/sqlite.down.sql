-- 0005_create_drafts on SQLite: takes the table back.

DROP TABLE drafts;
