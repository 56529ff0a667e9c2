-- 0002_drop_enum_value on PostgreSQL: takes the change back.

-- Changes the rule of users.role: new values keep it from here on.
ALTER TABLE users
    DROP CONSTRAINT users_role_check,
    ADD CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'guest')) NOT VALID;

-- Checks role in the rows that are there, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_role_check;
