-- 0002_shrink_string on PostgreSQL: takes the change back.

-- Changes users.note to varchar(200). The rows stay as they are.
ALTER TABLE users
    ALTER COLUMN note DROP DEFAULT,
    ALTER COLUMN note TYPE varchar(200),
    ALTER COLUMN note SET DEFAULT '';
