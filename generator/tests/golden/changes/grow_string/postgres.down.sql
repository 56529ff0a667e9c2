-- 0002_grow_string on PostgreSQL: takes the change back.

-- Changes users.nickname to varchar(50) and users.note to varchar(200). Nobody reads or writes the table while it is rewritten.
-- Fails where a value does not fit.
ALTER TABLE users
    ALTER COLUMN nickname TYPE varchar(50),
    ALTER COLUMN note DROP DEFAULT,
    ALTER COLUMN note TYPE varchar(200),
    ALTER COLUMN note SET DEFAULT '';
