-- 0002_drop_enum_value on PostgreSQL: changes users.

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_role_check;

-- Replaces values of users.role that no longer fit, in batches.
UPDATE users SET role = 'user' WHERE role NOT IN ('user', 'admin');

-- Adds a rule of users.role: new values keep it from here on.
ALTER TABLE users ADD CONSTRAINT users_role_check CHECK (role IN ('user', 'admin')) NOT VALID;

-- Fills the few rows that came in between.
UPDATE users SET role = 'user' WHERE role NOT IN ('user', 'admin');

-- Checks role in the rows that are there, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_role_check;
