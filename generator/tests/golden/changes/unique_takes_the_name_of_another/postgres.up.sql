-- 0002_unique_takes_the_name_of_another on PostgreSQL: changes users.

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY users_tenant_id_nickname_key2;

-- Lets rows agree in (tenant_id, nickname).
ALTER TABLE users DROP CONSTRAINT users_tenant_id_nickname_key;

-- Fills users.nickname where it is null, in batches.
UPDATE users SET nickname = '' WHERE nickname IS NULL;

-- Lets no more nulls into users.nickname.
ALTER TABLE users ADD CONSTRAINT users_nickname_required CHECK (nickname IS NOT NULL) NOT VALID;

-- Fills the few rows that came in between.
UPDATE users SET nickname = '' WHERE nickname IS NULL;

-- Makes sure that no null is left, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_nickname_required;

-- Needs no look at the rows: the check has proved it.
ALTER TABLE users ALTER COLUMN nickname SET NOT NULL;
ALTER TABLE users DROP CONSTRAINT users_nickname_required;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY users_tenant_id_nickname_key ON users (tenant_id, nickname);

-- Makes the finished index a constraint.
ALTER TABLE users ADD CONSTRAINT users_tenant_id_nickname_key UNIQUE USING INDEX users_tenant_id_nickname_key;
