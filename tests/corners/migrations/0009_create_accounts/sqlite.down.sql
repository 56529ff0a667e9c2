-- 0009_create_accounts on SQLite: takes the table back.

DROP TABLE accounts;
