-- 0002_string_from_enum on PostgreSQL: takes the change back.

-- Changes users.role to text. The rows stay as they are.
ALTER TABLE users
    ALTER COLUMN role DROP DEFAULT,
    ALTER COLUMN role TYPE text,
    ALTER COLUMN role SET DEFAULT 'user',
    ADD CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'guest')) NOT VALID;

-- Checks role in the rows that are there, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_role_check;
