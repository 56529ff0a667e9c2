-- 0002_integer_from_bool on PostgreSQL: takes the change back.

-- Changes users.active to boolean. Nobody reads or writes the table while it is rewritten.
ALTER TABLE users
    ALTER COLUMN active DROP DEFAULT,
    ALTER COLUMN active TYPE boolean USING active <> 0,
    ALTER COLUMN active SET DEFAULT TRUE;

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY users_age_idx ON users (age) WHERE active = TRUE;
