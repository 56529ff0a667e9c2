-- 0002_shrink_string on MySQL: changes users.

-- Replaces values of users.note that no longer fit, in batches.
UPDATE users SET note = (substr(note, 1, 20)) WHERE CHAR_LENGTH(note) > 20;

-- Changes users.note to VARCHAR(20), required, default ''.
ALTER TABLE users MODIFY COLUMN note VARCHAR(20) NOT NULL DEFAULT '';
