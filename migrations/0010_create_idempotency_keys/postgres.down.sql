-- 0010_create_idempotency_keys on PostgreSQL: takes the table back.

DROP TABLE idempotency_keys;
