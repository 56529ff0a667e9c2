-- 0002_integer_from_bool on PostgreSQL: changes users.

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY users_age_idx;

-- Changes users.active to integer. Nobody reads or writes the table while it is rewritten.
ALTER TABLE users
    ALTER COLUMN active DROP DEFAULT,
    ALTER COLUMN active TYPE integer USING active::integer,
    ALTER COLUMN active SET DEFAULT 1;
