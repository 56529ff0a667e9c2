-- 0002_add_column_with_default on PostgreSQL: changes users.

-- Adds users.level: the rows that are there get the default, 'low', without being rewritten.
ALTER TABLE users ADD COLUMN level text NOT NULL DEFAULT 'low';

-- Adds users.changed_at: the rows that are there get the default, CURRENT_TIMESTAMP, without being rewritten.
ALTER TABLE users ADD COLUMN changed_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- Adds a rule of users.level: new values keep it from here on.
ALTER TABLE users ADD CONSTRAINT users_level_check CHECK (level IN ('low', 'high')) NOT VALID;

-- Checks level in the rows that are there, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_level_check;
