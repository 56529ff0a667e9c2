-- 0002_string_from_enum on PostgreSQL: changes users.

-- Changes users.role to varchar(30). Nobody reads or writes the table while it is rewritten.
ALTER TABLE users
    DROP CONSTRAINT users_role_check,
    ALTER COLUMN role DROP DEFAULT,
    ALTER COLUMN role TYPE varchar(30),
    ALTER COLUMN role SET DEFAULT 'user';
