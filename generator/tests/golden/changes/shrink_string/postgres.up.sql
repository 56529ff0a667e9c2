-- 0002_shrink_string on PostgreSQL: changes users.

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

-- Replaces values of users.note that no longer fit, in batches.
UPDATE users SET note = (substr(note, 1, 20)) WHERE char_length(note) > 20;

-- Changes users.note to varchar(20). Nobody reads or writes the table while it is rewritten.
LOCK TABLE users;
UPDATE users SET note = (substr(note, 1, 20)) WHERE char_length(note) > 20;
ALTER TABLE users
    ALTER COLUMN note DROP DEFAULT,
    ALTER COLUMN note TYPE varchar(20),
    ALTER COLUMN note SET DEFAULT '';
