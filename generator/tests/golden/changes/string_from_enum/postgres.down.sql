-- 0002_string_from_enum on PostgreSQL: takes the change back.

-- Looks for values of users.role that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE role NOT IN ('user', 'admin', 'guest')
LIMIT 4;

-- Changes users.role to text. The rows stay as they are.
ALTER TABLE users
    ALTER COLUMN role DROP DEFAULT,
    ALTER COLUMN role TYPE text,
    ALTER COLUMN role SET DEFAULT 'user';

-- Adds a rule of users.role: new values keep it from here on.
ALTER TABLE users ADD CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'guest')) NOT VALID;

-- Checks role in the rows that are there, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_role_check;
