-- 0002_swap_columns on PostgreSQL: takes the change back.

-- Renames users.note to nickname and users.nickname to note.
ALTER TABLE users RENAME COLUMN nickname TO larder_aside_0;
ALTER TABLE users RENAME COLUMN note TO nickname;
ALTER TABLE users RENAME COLUMN larder_aside_0 TO note;
