-- 0010_create_idempotency_keys on MySQL: takes the table back.

DROP TABLE idempotency_keys;
