-- 0002_add_unique on PostgreSQL: takes the change back.

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_note_check;

-- Lets rows agree in (tenant_id, note).
ALTER TABLE users DROP CONSTRAINT users_tenant_id_note_key;
