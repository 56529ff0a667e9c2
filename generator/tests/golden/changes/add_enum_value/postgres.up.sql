-- 0002_add_enum_value on PostgreSQL: changes users.

-- Gives new rows another default in users.role.
ALTER TABLE users ALTER COLUMN role SET DEFAULT 'owner';

-- Changes the rule of users.role: new values keep it from here on.
ALTER TABLE users
    DROP CONSTRAINT users_role_check,
    ADD CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'guest', 'owner')) NOT VALID;

-- Checks role in the rows that are there, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_role_check;
