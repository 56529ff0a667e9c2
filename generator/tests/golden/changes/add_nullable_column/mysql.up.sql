-- 0002_add_nullable_column on MySQL: changes users.

-- Adds users.bio, null in the rows that are there.
ALTER TABLE users ADD COLUMN bio LONGTEXT, ALGORITHM=INSTANT;
