-- 0022_create_remarks on MySQL: takes the table back.

DROP TABLE remarks;
