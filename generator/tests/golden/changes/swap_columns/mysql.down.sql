-- 0002_swap_columns on MySQL: takes the change back.

-- Renames columns of users: nickname to larder_aside_0.
ALTER TABLE users RENAME COLUMN nickname TO larder_aside_0;

-- Renames columns of users: note to nickname.
ALTER TABLE users RENAME COLUMN note TO nickname;

-- Renames columns of users: larder_aside_0 to note.
ALTER TABLE users RENAME COLUMN larder_aside_0 TO note;
