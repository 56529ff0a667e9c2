-- 0013_create_accounts on MySQL: takes the table back.

DROP TABLE accounts;
