-- 0002_string_from_enum on MySQL: changes users.

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_role_check;

-- Changes users.role to VARCHAR(30), required, default 'user'.
ALTER TABLE users
    MODIFY COLUMN role VARCHAR(30) NOT NULL DEFAULT 'user',
    ALGORITHM=INPLACE, LOCK=NONE;
