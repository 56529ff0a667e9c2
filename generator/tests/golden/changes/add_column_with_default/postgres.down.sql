-- 0002_add_column_with_default on PostgreSQL: takes the change back.

-- Drops users.level and users.changed_at. Their values are lost.
ALTER TABLE users
    DROP CONSTRAINT users_level_check,
    DROP COLUMN level,
    DROP COLUMN changed_at;
