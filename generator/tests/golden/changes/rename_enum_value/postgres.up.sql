-- 0002_rename_enum_value on PostgreSQL: changes users.

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_role_check;

-- Replaces values of users.role that no longer fit, in batches.
UPDATE users SET role = 'member' WHERE role NOT IN ('member', 'admin', 'guest');

-- Gives new rows another default in users.role.
ALTER TABLE users ALTER COLUMN role SET DEFAULT 'member';

-- Adds a rule of users.role: new values keep it from here on.
ALTER TABLE users ADD CONSTRAINT users_role_check CHECK (role IN ('member', 'admin', 'guest')) NOT VALID;

-- Fills the few rows that came in between.
UPDATE users SET role = 'member' WHERE role NOT IN ('member', 'admin', 'guest');

-- Checks role in the rows that are there, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_role_check;
