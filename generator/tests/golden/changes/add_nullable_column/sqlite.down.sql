-- 0002_add_nullable_column on SQLite: takes the change back.

ALTER TABLE users DROP COLUMN bio;
