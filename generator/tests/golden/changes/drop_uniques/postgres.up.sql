-- 0002_drop_uniques on PostgreSQL: changes users.

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_nickname_check;

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_note_check;

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY users_tenant_id_nickname_key;

-- Lets rows agree in (tenant_id, note).
ALTER TABLE users DROP CONSTRAINT users_tenant_id_note_key;
