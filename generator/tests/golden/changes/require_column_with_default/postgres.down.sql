-- 0002_require_column_with_default on PostgreSQL: takes the change back.

-- Leaves users.nickname without a default.
-- Lets users.nickname be null.
ALTER TABLE users
    ALTER COLUMN nickname DROP DEFAULT,
    ALTER COLUMN nickname DROP NOT NULL;
