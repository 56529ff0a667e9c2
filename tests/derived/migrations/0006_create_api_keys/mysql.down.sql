-- 0006_create_api_keys on MySQL: takes the table back.

DROP TABLE api_keys;
