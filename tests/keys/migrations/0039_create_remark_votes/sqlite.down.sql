-- 0039_create_remark_votes on SQLite: takes the table back.

DROP TABLE remark_votes;
