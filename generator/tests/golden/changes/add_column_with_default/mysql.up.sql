-- 0002_add_column_with_default on MySQL: changes users.

-- Adds users.level: the rows that are there get the default, 'low'.
ALTER TABLE users ADD COLUMN level VARCHAR(4) NOT NULL DEFAULT 'low', ALGORITHM=INSTANT;

-- Adds users.changed_at, null until the rows that are there are filled.
ALTER TABLE users ADD COLUMN changed_at DATETIME(6), ALGORITHM=INSTANT;

-- Gives new rows a default in users.changed_at.
ALTER TABLE users ALTER COLUMN changed_at SET DEFAULT (UTC_TIMESTAMP(6)), ALGORITHM=INSTANT;

-- Fills users.changed_at where it is null, in batches.
UPDATE users SET changed_at = (UTC_TIMESTAMP(6)) WHERE changed_at IS NULL;

-- Fills the few rows that came in between.
UPDATE users SET changed_at = (UTC_TIMESTAMP(6)) WHERE changed_at IS NULL;

-- Lets no more nulls into users.changed_at.
ALTER TABLE users
    MODIFY COLUMN changed_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Makes users_level_check; fails where rows break it.
ALTER TABLE users ADD CONSTRAINT users_level_check CHECK (level IN ('low', 'high'));
