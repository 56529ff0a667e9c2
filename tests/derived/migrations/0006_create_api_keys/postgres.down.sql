-- 0006_create_api_keys on PostgreSQL: takes the table back.

DROP TABLE api_keys;
