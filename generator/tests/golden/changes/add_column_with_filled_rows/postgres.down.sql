-- 0002_add_column_with_filled_rows on PostgreSQL: takes the change back.

-- Drops users.handle and users.token. Their values are lost.
ALTER TABLE users
    DROP COLUMN handle,
    DROP COLUMN token;
