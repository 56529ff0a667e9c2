-- 0002_add_nullable_column on PostgreSQL: takes the change back.

-- Drops users.bio. Its values are lost.
ALTER TABLE users DROP COLUMN bio;
