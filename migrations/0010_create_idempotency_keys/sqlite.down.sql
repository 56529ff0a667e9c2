-- 0010_create_idempotency_keys on SQLite: takes the table back.

DROP TABLE idempotency_keys;
