-- 0002_add_unique on MySQL: takes the change back.

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_note_check;

-- Drops the unique key without blocking writes.
ALTER TABLE users DROP INDEX users_tenant_id_note_key, ALGORITHM=INPLACE, LOCK=NONE;
