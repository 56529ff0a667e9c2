-- 0002_take_the_name_of_a_dropped_column on PostgreSQL: changes users.

-- Changes users.nickname to varchar(200). The rows stay as they are.
ALTER TABLE users
    ALTER COLUMN nickname TYPE varchar(200),
    ALTER COLUMN nickname SET DEFAULT '';

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

-- Drops users.note. Its values are lost.
ALTER TABLE users DROP COLUMN note;
