-- 0002_add_nullable_column on SQLite: changes users.

ALTER TABLE users ADD COLUMN bio TEXT;
