-- 0039_create_remark_votes on PostgreSQL: takes the table back.

DROP TABLE remark_votes;
