-- 0010_create_orgs on PostgreSQL: takes the table back.

DROP TABLE orgs;
