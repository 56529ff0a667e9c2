-- 0009_create_accounts on PostgreSQL: takes the table back.

DROP TABLE accounts;
