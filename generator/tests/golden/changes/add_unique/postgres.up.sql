-- 0002_add_unique on PostgreSQL: changes users.

-- Adds a rule of users.note: new values keep it from here on.
ALTER TABLE users ADD CONSTRAINT users_note_check CHECK (note NOT LIKE '% ') NOT VALID;

-- Checks note in the rows that are there, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_note_check;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY users_tenant_id_note_key ON users (tenant_id, note);

-- Makes the finished index a constraint.
ALTER TABLE users ADD CONSTRAINT users_tenant_id_note_key UNIQUE USING INDEX users_tenant_id_note_key;
