-- 0002_grow_string on PostgreSQL: takes the change back.

-- Looks for values of users.nickname that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE char_length(nickname) > 50
LIMIT 4;

-- Looks for values of users.note that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE char_length(note) > 200
LIMIT 4;

-- Changes users.nickname to varchar(50) and users.note to varchar(200). Nobody reads or writes the table while it is rewritten.
-- Fails where a value does not fit.
ALTER TABLE users
    ALTER COLUMN nickname TYPE varchar(50),
    ALTER COLUMN note DROP DEFAULT,
    ALTER COLUMN note TYPE varchar(200),
    ALTER COLUMN note SET DEFAULT '';
