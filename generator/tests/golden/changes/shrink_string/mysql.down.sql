-- 0002_shrink_string on MySQL: takes the change back.

-- Changes users.note to VARCHAR(200), required, default ''.
ALTER TABLE users MODIFY COLUMN note VARCHAR(200) NOT NULL DEFAULT '';
