-- 0002_add_nullable_column on PostgreSQL: changes users.

-- Adds users.bio, null in the rows that are there.
ALTER TABLE users ADD COLUMN bio text;
