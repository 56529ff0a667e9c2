-- 0010_create_orgs on SQLite: takes the table back.

DROP TABLE orgs;
