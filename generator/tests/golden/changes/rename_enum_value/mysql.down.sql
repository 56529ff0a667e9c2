-- 0002_rename_enum_value on MySQL: takes the change back.

-- Looks for values of users.role that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE CAST(role AS BINARY) NOT IN ('user', 'admin', 'guest') AND CAST(role AS BINARY) NOT IN ('member')
LIMIT 4;

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_role_check;

-- Replaces values of users.role that no longer fit, in batches.
UPDATE users
SET role = (CASE role WHEN 'member' THEN 'user' ELSE role END)
WHERE CAST(role AS BINARY) NOT IN ('user', 'admin', 'guest');

-- Changes users.role to VARCHAR(5), required, default 'user'.
ALTER TABLE users MODIFY COLUMN role VARCHAR(5) NOT NULL DEFAULT 'user';

-- Makes users_role_check; fails where rows break it.
ALTER TABLE users ADD CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'guest'));
