-- 0002_grow_string on MySQL: takes the change back.

-- Looks for values of users.nickname that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE CHAR_LENGTH(nickname) > 50
LIMIT 4;

-- Looks for values of users.note that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE CHAR_LENGTH(note) > 200
LIMIT 4;

-- Changes users.nickname to VARCHAR(50), null allowed, no default.
ALTER TABLE users MODIFY COLUMN nickname VARCHAR(50);

-- Changes users.note to VARCHAR(200), required, default ''.
ALTER TABLE users MODIFY COLUMN note VARCHAR(200) NOT NULL DEFAULT '';
