-- 0013_create_accounts on SQLite: takes the table back.

DROP TABLE accounts;
DROP TABLE accounts_search;
