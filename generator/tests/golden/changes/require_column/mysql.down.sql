-- 0002_require_column on MySQL: takes the change back.

-- Changes users.nickname to VARCHAR(50), null allowed, no default.
ALTER TABLE users
    MODIFY COLUMN nickname VARCHAR(50),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Changes users.seen_at to DATETIME(6), null allowed, no default.
ALTER TABLE users
    MODIFY COLUMN seen_at DATETIME(6),
    ALGORITHM=INPLACE, LOCK=NONE;
