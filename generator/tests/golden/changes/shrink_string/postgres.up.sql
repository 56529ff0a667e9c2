-- 0002_shrink_string on PostgreSQL: changes users.

-- Replaces values of users.note that no longer fit, in batches.
UPDATE users SET note = (substr(note, 1, 20)) WHERE char_length(note) > 20;

-- Changes users.note to varchar(20). Nobody reads or writes the table while it is rewritten.
LOCK TABLE users;
UPDATE users SET note = (substr(note, 1, 20)) WHERE char_length(note) > 20;
ALTER TABLE users
    ALTER COLUMN note DROP DEFAULT,
    ALTER COLUMN note TYPE varchar(20),
    ALTER COLUMN note SET DEFAULT '';
