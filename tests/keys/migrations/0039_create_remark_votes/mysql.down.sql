-- 0039_create_remark_votes on MySQL: takes the table back.

DROP TABLE remark_votes;
