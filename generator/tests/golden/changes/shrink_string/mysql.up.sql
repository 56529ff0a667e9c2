-- 0002_shrink_string on MySQL: changes users.

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

-- Replaces values of users.note that no longer fit, in batches.
UPDATE users SET note = (substr(note, 1, 20)) WHERE CHAR_LENGTH(note) > 20;

-- Changes users.note to VARCHAR(20), required, default ''.
ALTER TABLE users MODIFY COLUMN note VARCHAR(20) NOT NULL DEFAULT '';
