-- 0002_require_column on MySQL: changes users.

-- Fills users.nickname where it is null, in batches.
UPDATE users SET nickname = login WHERE nickname IS NULL;

-- Fills the few rows that came in between.
UPDATE users SET nickname = login WHERE nickname IS NULL;

-- Changes users.nickname to VARCHAR(50), required, no default.
ALTER TABLE users
    MODIFY COLUMN nickname VARCHAR(50) NOT NULL,
    ALGORITHM=INPLACE, LOCK=NONE;

-- Fills users.seen_at where it is null, in batches.
UPDATE users SET seen_at = (UTC_TIMESTAMP(6)) WHERE seen_at IS NULL;

-- Fills the few rows that came in between.
UPDATE users SET seen_at = (UTC_TIMESTAMP(6)) WHERE seen_at IS NULL;

-- Changes users.seen_at to DATETIME(6), required, no default.
ALTER TABLE users
    MODIFY COLUMN seen_at DATETIME(6) NOT NULL,
    ALGORITHM=INPLACE, LOCK=NONE;
