-- 0002_narrow_several_columns on MySQL: takes the change back.

-- Looks for values of users.role that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE CAST(role AS BINARY) NOT IN ('user', 'admin', 'guest')
LIMIT 4;

-- Lifts rules of users.
ALTER TABLE users
    DROP CONSTRAINT users_nickname_check,
    DROP CONSTRAINT users_role_check;

-- Changes users.nickname to VARCHAR(50), null allowed, no default.
ALTER TABLE users
    MODIFY COLUMN nickname VARCHAR(50),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Changes users.role to VARCHAR(5), required, default 'user'.
ALTER TABLE users MODIFY COLUMN role VARCHAR(5) NOT NULL DEFAULT 'user';

-- Changes users.note to VARCHAR(200), required, default ''.
ALTER TABLE users MODIFY COLUMN note VARCHAR(200) NOT NULL DEFAULT '';

-- Drops users.handle. Its values are lost.
ALTER TABLE users
    DROP COLUMN handle,
    ALGORITHM=INPLACE, LOCK=NONE;

-- Makes users_role_check; fails where rows break it.
ALTER TABLE users ADD CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'guest'));
