-- 0002_rename_enum_value on MySQL: changes users.

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_role_check;

-- Changes users.role to VARCHAR(6), required, default 'member'.
ALTER TABLE users
    MODIFY COLUMN role VARCHAR(6) NOT NULL DEFAULT 'member',
    ALGORITHM=INPLACE, LOCK=NONE;

-- Replaces values of users.role that no longer fit, in batches.
UPDATE users SET role = 'member' WHERE CAST(role AS BINARY) NOT IN ('member', 'admin', 'guest');

-- Makes users_role_check; fails where rows break it.
ALTER TABLE users ADD CONSTRAINT users_role_check CHECK (role IN ('member', 'admin', 'guest'));
