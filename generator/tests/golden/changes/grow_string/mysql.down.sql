-- 0002_grow_string on MySQL: takes the change back.

-- Changes users.nickname to VARCHAR(50), null allowed, no default.
ALTER TABLE users MODIFY COLUMN nickname VARCHAR(50);

-- Changes users.note to VARCHAR(200), required, default ''.
ALTER TABLE users MODIFY COLUMN note VARCHAR(200) NOT NULL DEFAULT '';
