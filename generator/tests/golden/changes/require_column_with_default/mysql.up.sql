-- 0002_require_column_with_default on MySQL: changes users.

-- Gives new rows a default in users.nickname.
ALTER TABLE users ALTER COLUMN nickname SET DEFAULT 'none', ALGORITHM=INSTANT;

-- Fills users.nickname where it is null, in batches.
UPDATE users SET nickname = login WHERE nickname IS NULL;

-- Fills the few rows that came in between.
UPDATE users SET nickname = login WHERE nickname IS NULL;

-- Changes users.nickname to VARCHAR(50), required, default 'none'.
ALTER TABLE users
    MODIFY COLUMN nickname VARCHAR(50) NOT NULL DEFAULT 'none',
    ALGORITHM=INPLACE, LOCK=NONE;
