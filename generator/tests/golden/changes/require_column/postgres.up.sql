-- 0002_require_column on PostgreSQL: changes users.

-- Fills users.nickname where it is null, in batches.
UPDATE users SET nickname = login WHERE nickname IS NULL;

-- Fills users.seen_at where it is null, in batches.
UPDATE users SET seen_at = CURRENT_TIMESTAMP WHERE seen_at IS NULL;

-- Lets no more nulls into users.nickname.
ALTER TABLE users ADD CONSTRAINT users_nickname_required CHECK (nickname IS NOT NULL) NOT VALID;

-- Lets no more nulls into users.seen_at.
ALTER TABLE users ADD CONSTRAINT users_seen_at_required CHECK (seen_at IS NOT NULL) NOT VALID;

-- Fills the few rows that came in between.
UPDATE users
SET nickname = CASE WHEN nickname IS NULL THEN login ELSE nickname END,
    seen_at = CASE WHEN seen_at IS NULL THEN CURRENT_TIMESTAMP ELSE seen_at END
WHERE (nickname IS NULL OR seen_at IS NULL);

-- Makes sure that no null is left, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_nickname_required;

-- Needs no look at the rows: the check has proved it.
ALTER TABLE users ALTER COLUMN nickname SET NOT NULL;
ALTER TABLE users DROP CONSTRAINT users_nickname_required;

-- Makes sure that no null is left, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_seen_at_required;

-- Needs no look at the rows: the check has proved it.
ALTER TABLE users ALTER COLUMN seen_at SET NOT NULL;
ALTER TABLE users DROP CONSTRAINT users_seen_at_required;
