-- 0006_create_edits on MySQL: takes the table back.

DROP TABLE edits;
