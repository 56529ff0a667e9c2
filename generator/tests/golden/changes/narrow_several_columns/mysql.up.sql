-- 0002_narrow_several_columns on MySQL: changes users.

-- Looks for values of users.nickname that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE NOT (CHAR_LENGTH(nickname) >= 2)
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
WHERE NOT (CHAR_LENGTH(nickname) >= 2)
LIMIT 4;

-- Looks for rows that would get a value in users.note which it does not take.
-- Nothing is changed while there are any.
SELECT id
FROM (
    SELECT id, CAST((substr(note, 1, 20)) AS CHAR) AS note
    FROM users
    WHERE (CHAR_LENGTH(note) > 20)
) AS filled
WHERE CHAR_LENGTH(note) > 20
LIMIT 4;

-- Looks for rows that would get a value in users.handle which it does not take.
-- Nothing is changed while there are any.
SELECT id
FROM (
    SELECT id, CAST((lower(login)) AS CHAR) AS handle
    FROM users
) AS filled
WHERE CHAR_LENGTH(handle) > 60
LIMIT 4;

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_role_check;

-- Adds users.handle, null until the rows that are there are filled.
ALTER TABLE users ADD COLUMN handle VARCHAR(60), ALGORITHM=INSTANT;

-- Fills users.handle where it is null, in batches.
UPDATE users SET handle = (lower(login)) WHERE handle IS NULL;

-- Fills the few rows that came in between.
UPDATE users SET handle = (lower(login)) WHERE handle IS NULL;

-- Lets no more nulls into users.handle.
ALTER TABLE users
    MODIFY COLUMN handle VARCHAR(60) NOT NULL,
    ALGORITHM=INPLACE, LOCK=NONE;

-- Fills users.nickname where it is null, in batches.
UPDATE users SET nickname = login WHERE nickname IS NULL;

-- Fills the few rows that came in between.
UPDATE users SET nickname = login WHERE nickname IS NULL;

-- Changes users.nickname to VARCHAR(50), required, no default.
ALTER TABLE users
    MODIFY COLUMN nickname VARCHAR(50) NOT NULL,
    ALGORITHM=INPLACE, LOCK=NONE;

-- Changes users.role to VARCHAR(6), required, default 'member'.
ALTER TABLE users
    MODIFY COLUMN role VARCHAR(6) NOT NULL DEFAULT 'member',
    ALGORITHM=INPLACE, LOCK=NONE;

-- Replaces values of users.role that no longer fit, in batches.
UPDATE users SET role = 'member' WHERE CAST(role AS BINARY) NOT IN ('member', 'admin');

-- Replaces values of users.note that no longer fit, in batches.
UPDATE users SET note = (substr(note, 1, 20)) WHERE CHAR_LENGTH(note) > 20;

-- Changes users.note to VARCHAR(20), required, default ''.
ALTER TABLE users MODIFY COLUMN note VARCHAR(20) NOT NULL DEFAULT '';

-- Makes rules of users; fails where rows break one.
ALTER TABLE users
    ADD CONSTRAINT users_nickname_check CHECK (CHAR_LENGTH(nickname) >= 2),
    ADD CONSTRAINT users_role_check CHECK (role IN ('member', 'admin'));
