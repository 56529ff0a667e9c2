-- 0002_swap_columns on MySQL: changes no table.

-- Renames users.note to larder_aside_0.
ALTER TABLE users RENAME COLUMN note TO larder_aside_0;

-- Renames users.nickname to note.
ALTER TABLE users RENAME COLUMN nickname TO note;

-- Renames users.larder_aside_0 to nickname.
ALTER TABLE users RENAME COLUMN larder_aside_0 TO nickname;
