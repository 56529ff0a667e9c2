-- 0002_narrow_several_columns on PostgreSQL: changes users.

-- Looks for values of users.nickname that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE NOT (char_length(nickname) >= 2)
LIMIT 4;

-- Looks for values of users.handle that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE (lower(login)) IS NULL
LIMIT 4;

-- Looks for rows that would get a value in users.nickname which it does not take.
-- Nothing is changed while there are any.
SELECT id
FROM (
    SELECT id, login AS nickname
    FROM users
    WHERE (nickname IS NULL)
) AS filled
WHERE NOT (char_length(nickname) >= 2)
LIMIT 4;

-- Looks for rows that would get a value in users.note which it does not take.
-- Nothing is changed while there are any.
SELECT id
FROM (
    SELECT id, CAST((substr(note, 1, 20)) AS text) AS note
    FROM users
    WHERE (char_length(note) > 20)
) AS filled
WHERE char_length(note) > 20
LIMIT 4;

-- Looks for rows that would get a value in users.handle which it does not take.
-- Nothing is changed while there are any.
SELECT id
FROM (
    SELECT id, CAST((lower(login)) AS text) AS handle
    FROM users
) AS filled
WHERE char_length(handle) > 60
LIMIT 4;

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_role_check;

-- Adds users.handle, null until the rows that are there are filled.
ALTER TABLE users ADD COLUMN handle varchar(60);

-- Fills users.handle where it is null, in batches.
UPDATE users SET handle = (lower(login)) WHERE handle IS NULL;

-- Fills users.nickname where it is null, in batches.
UPDATE users SET nickname = login WHERE nickname IS NULL;

-- Replaces values of users.role that no longer fit, in batches.
UPDATE users SET role = 'member' WHERE role NOT IN ('member', 'admin');

-- Replaces values of users.note that no longer fit, in batches.
UPDATE users SET note = (substr(note, 1, 20)) WHERE char_length(note) > 20;

-- Changes users.note to varchar(20). Nobody reads or writes the table while it is rewritten.
LOCK TABLE users;
UPDATE users SET note = (substr(note, 1, 20)) WHERE char_length(note) > 20;
ALTER TABLE users
    ALTER COLUMN note DROP DEFAULT,
    ALTER COLUMN note TYPE varchar(20),
    ALTER COLUMN note SET DEFAULT '';

-- Gives new rows another default in users.role.
ALTER TABLE users ALTER COLUMN role SET DEFAULT 'member';

-- Adds a rule of users.nickname: new values keep it from here on.
ALTER TABLE users ADD CONSTRAINT users_nickname_check CHECK (char_length(nickname) >= 2) NOT VALID;

-- Adds a rule of users.role: new values keep it from here on.
ALTER TABLE users ADD CONSTRAINT users_role_check CHECK (role IN ('member', 'admin')) NOT VALID;

-- Lets no more nulls into users.handle.
ALTER TABLE users ADD CONSTRAINT users_handle_required CHECK (handle IS NOT NULL) NOT VALID;

-- Lets no more nulls into users.nickname.
ALTER TABLE users ADD CONSTRAINT users_nickname_required CHECK (nickname IS NOT NULL) NOT VALID;

-- Fills the few rows that came in between.
UPDATE users
SET handle = CASE WHEN handle IS NULL THEN (lower(login)) ELSE handle END,
    nickname = CASE WHEN nickname IS NULL THEN login ELSE nickname END,
    role = CASE WHEN role NOT IN ('member', 'admin') THEN 'member' ELSE role END
WHERE (handle IS NULL OR nickname IS NULL OR role NOT IN ('member', 'admin'));

-- Checks nickname in the rows that are there, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_nickname_check;

-- Checks role in the rows that are there, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_role_check;

-- Makes sure that no null is left, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_handle_required;

-- Needs no look at the rows: the check has proved it.
ALTER TABLE users ALTER COLUMN handle SET NOT NULL;
ALTER TABLE users DROP CONSTRAINT users_handle_required;

-- Makes sure that no null is left, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_nickname_required;

-- Needs no look at the rows: the check has proved it.
ALTER TABLE users ALTER COLUMN nickname SET NOT NULL;
ALTER TABLE users DROP CONSTRAINT users_nickname_required;
