-- 0002_add_partial_unique_nulls_equal on MySQL: takes the change back.

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_nickname_check;

-- Drops the unique key without blocking writes.
ALTER TABLE users DROP INDEX users_tenant_id_nickname_key, ALGORITHM=INPLACE, LOCK=NONE;

-- Drops users.nickname_unique, which is computed.
ALTER TABLE users DROP COLUMN nickname_unique;
