-- 0002_narrow_several_columns on PostgreSQL: takes the change back.

-- Looks for values of users.role that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE role NOT IN ('user', 'admin', 'guest')
LIMIT 4;

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_nickname_check;

-- Changes users.note to varchar(200). The rows stay as they are.
ALTER TABLE users
    ALTER COLUMN note DROP DEFAULT,
    ALTER COLUMN note TYPE varchar(200),
    ALTER COLUMN note SET DEFAULT '';

-- Lets users.nickname be null.
ALTER TABLE users ALTER COLUMN nickname DROP NOT NULL;

-- Gives new rows another default in users.role.
ALTER TABLE users ALTER COLUMN role SET DEFAULT 'user';

-- Changes the rule of users.role: new values keep it from here on.
ALTER TABLE users
    DROP CONSTRAINT users_role_check,
    ADD CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'guest')) NOT VALID;

-- Checks role in the rows that are there, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_role_check;

-- Drops users.handle. Its values are lost.
ALTER TABLE users DROP COLUMN handle;
