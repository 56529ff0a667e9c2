-- 0005_create_drafts on PostgreSQL: takes the table back.

DROP TABLE drafts;
