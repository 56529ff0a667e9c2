-- 0002_swap_columns on PostgreSQL: changes no table.

-- Renames users.nickname to note and users.note to nickname.
ALTER TABLE users RENAME COLUMN note TO larder_aside_0;
ALTER TABLE users RENAME COLUMN nickname TO note;
ALTER TABLE users RENAME COLUMN larder_aside_0 TO nickname;
