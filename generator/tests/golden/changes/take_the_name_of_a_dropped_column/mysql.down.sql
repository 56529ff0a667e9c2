-- 0002_take_the_name_of_a_dropped_column on MySQL: takes the change back.

-- Adds users.note: the rows that are there get the default, ''.
-- The values of users.note do not come back.
ALTER TABLE users ADD COLUMN note VARCHAR(200) NOT NULL DEFAULT '', ALGORITHM=INSTANT;

-- Changes users.nickname to VARCHAR(50), null allowed, no default.
ALTER TABLE users MODIFY COLUMN nickname VARCHAR(50);
