-- 0002_rename_enum_value on PostgreSQL: takes the change back.

-- Looks for values of users.role that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE role NOT IN ('user', 'admin', 'guest') AND role NOT IN ('member')
LIMIT 4;

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_role_check;

-- Replaces values of users.role that no longer fit, in batches.
UPDATE users
SET role = (CASE role WHEN 'member' THEN 'user' ELSE role END)
WHERE role NOT IN ('user', 'admin', 'guest');

-- Gives new rows another default in users.role.
ALTER TABLE users ALTER COLUMN role SET DEFAULT 'user';

-- Adds a rule of users.role: new values keep it from here on.
ALTER TABLE users ADD CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'guest')) NOT VALID;

-- Fills the few rows that came in between.
UPDATE users
SET role = (CASE role WHEN 'member' THEN 'user' ELSE role END)
WHERE role NOT IN ('user', 'admin', 'guest');

-- Checks role in the rows that are there, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_role_check;
