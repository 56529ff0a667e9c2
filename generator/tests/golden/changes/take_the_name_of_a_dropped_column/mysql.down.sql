-- 0002_take_the_name_of_a_dropped_column on MySQL: takes the change back.

-- Renames columns of users: nickname to note.
ALTER TABLE users RENAME COLUMN nickname TO note;

-- Adds users.nickname, null in the rows that are there.
-- The values of users.nickname do not come back.
ALTER TABLE users ADD COLUMN nickname VARCHAR(50), ALGORITHM=INSTANT;
