-- 0006_create_api_keys on SQLite: takes the table back.

DROP TABLE api_keys;
