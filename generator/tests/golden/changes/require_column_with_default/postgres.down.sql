-- 0002_require_column_with_default on PostgreSQL: takes the change back.

-- Lets users.nickname be null.
ALTER TABLE users ALTER COLUMN nickname DROP NOT NULL;

-- Leaves users.nickname without a default.
ALTER TABLE users ALTER COLUMN nickname DROP DEFAULT;
