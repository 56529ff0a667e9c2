-- 0002_require_column_with_default on MySQL: takes the change back.

-- Changes users.nickname to VARCHAR(50), null allowed, no default.
ALTER TABLE users
    MODIFY COLUMN nickname VARCHAR(50),
    ALGORITHM=INPLACE, LOCK=NONE;
