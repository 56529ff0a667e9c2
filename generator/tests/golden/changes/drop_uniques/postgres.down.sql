-- 0002_drop_uniques on PostgreSQL: takes the change back.

-- Adds a rule of users.nickname: new values keep it from here on.
ALTER TABLE users ADD CONSTRAINT users_nickname_check CHECK (nickname NOT LIKE '% ') NOT VALID;

-- Adds a rule of users.note: new values keep it from here on.
ALTER TABLE users ADD CONSTRAINT users_note_check CHECK (note NOT LIKE '% ') NOT VALID;

-- Checks nickname in the rows that are there, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_nickname_check;

-- Checks note in the rows that are there, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_note_check;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY users_tenant_id_note_key ON users (tenant_id, note);

-- Makes the finished index a constraint.
ALTER TABLE users ADD CONSTRAINT users_tenant_id_note_key UNIQUE USING INDEX users_tenant_id_note_key;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY users_tenant_id_nickname_key ON users (tenant_id, nickname) WHERE active = TRUE;
