-- 0002_require_column on PostgreSQL: takes the change back.

-- Lets users.nickname be null.
ALTER TABLE users ALTER COLUMN nickname DROP NOT NULL;

-- Lets users.seen_at be null.
ALTER TABLE users ALTER COLUMN seen_at DROP NOT NULL;
