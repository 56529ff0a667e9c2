-- 0010_create_orgs on MySQL: takes the table back.

DROP TABLE orgs;
