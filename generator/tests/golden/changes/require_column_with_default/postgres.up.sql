-- 0002_require_column_with_default on PostgreSQL: changes users.

-- Fills users.nickname where it is null, in batches.
UPDATE users SET nickname = login WHERE nickname IS NULL;

-- Gives new rows another default in users.nickname.
ALTER TABLE users ALTER COLUMN nickname SET DEFAULT 'none';

-- Lets no more nulls into users.nickname.
ALTER TABLE users ADD CONSTRAINT users_nickname_required CHECK (nickname IS NOT NULL) NOT VALID;

-- Fills the few rows that came in between.
UPDATE users SET nickname = login WHERE nickname IS NULL;

-- Makes sure that no null is left, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_nickname_required;

-- Needs no look at the rows: the check has proved it.
ALTER TABLE users ALTER COLUMN nickname SET NOT NULL;
ALTER TABLE users DROP CONSTRAINT users_nickname_required;
