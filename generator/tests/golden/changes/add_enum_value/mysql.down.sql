-- 0002_add_enum_value on MySQL: takes the change back.

-- Looks for values of users.role that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE CAST(role AS BINARY) NOT IN ('user', 'admin', 'guest')
LIMIT 4;

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_role_check;

-- Changes users.role to VARCHAR(5), required, default 'user'.
ALTER TABLE users ALTER COLUMN role SET DEFAULT 'user', ALGORITHM=INSTANT;

-- Makes users_role_check; fails where rows break it.
ALTER TABLE users ADD CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'guest'));
