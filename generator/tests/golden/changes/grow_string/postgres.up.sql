-- 0002_grow_string on PostgreSQL: changes users.

-- Changes users.nickname to text and users.note to varchar(400). The rows stay as they are.
ALTER TABLE users
    ALTER COLUMN nickname TYPE text,
    ALTER COLUMN note DROP DEFAULT,
    ALTER COLUMN note TYPE varchar(400),
    ALTER COLUMN note SET DEFAULT '';
