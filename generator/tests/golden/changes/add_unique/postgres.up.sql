-- 0002_add_unique on PostgreSQL: changes users.

-- Looks for values of users.note that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE NOT (note NOT LIKE '% ')
LIMIT 4;

-- Looks for rows of users that agree in (tenant_id, note).
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE (tenant_id, note) IN (SELECT tenant_id, note FROM users
GROUP BY tenant_id, note HAVING count(*) > 1)
LIMIT 4;

-- Adds a rule of users.note: new values keep it from here on.
ALTER TABLE users ADD CONSTRAINT users_note_check CHECK (note NOT LIKE '% ') NOT VALID;

-- Checks note in the rows that are there, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_note_check;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY users_tenant_id_note_key ON users (tenant_id, note);

-- Makes the finished index a constraint.
ALTER TABLE users ADD CONSTRAINT users_tenant_id_note_key UNIQUE USING INDEX users_tenant_id_note_key;
