-- 0002_add_nullable_column on SQLite: takes the change back.

-- The values of users.bio are lost.
ALTER TABLE users DROP COLUMN bio;
