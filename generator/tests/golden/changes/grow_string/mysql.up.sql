-- 0002_grow_string on MySQL: changes users.

-- Changes users.nickname to LONGTEXT, null allowed, no default.
ALTER TABLE users MODIFY COLUMN nickname LONGTEXT;

-- Changes users.note to VARCHAR(400), required, default ''.
ALTER TABLE users
    MODIFY COLUMN note VARCHAR(400) NOT NULL DEFAULT '',
    ALGORITHM=INPLACE, LOCK=NONE;
