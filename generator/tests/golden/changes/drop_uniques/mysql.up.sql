-- 0002_drop_uniques on MySQL: changes users.

-- Lifts rules of users.
ALTER TABLE users
    DROP CONSTRAINT users_nickname_check,
    DROP CONSTRAINT users_note_check;

-- Drops the unique key without blocking writes.
ALTER TABLE users DROP INDEX users_tenant_id_nickname_key, ALGORITHM=INPLACE, LOCK=NONE;

-- Drops the unique key without blocking writes.
ALTER TABLE users DROP INDEX users_tenant_id_note_key, ALGORITHM=INPLACE, LOCK=NONE;

-- Drops users.nickname_unique, which is computed.
ALTER TABLE users DROP COLUMN nickname_unique;
