-- 0002_swap_columns on MySQL: changes no table.

-- Renames columns of users: note to larder_aside_0.
ALTER TABLE users RENAME COLUMN note TO larder_aside_0;

-- Renames columns of users: nickname to note.
ALTER TABLE users RENAME COLUMN nickname TO note;

-- Renames columns of users: larder_aside_0 to nickname.
ALTER TABLE users RENAME COLUMN larder_aside_0 TO nickname;
