-- 0002_take_the_name_of_a_dropped_column on MySQL: changes users.

-- Fills users.nickname where it is null, in batches.
UPDATE users SET nickname = '' WHERE nickname IS NULL;

-- Fills the few rows that came in between.
UPDATE users SET nickname = '' WHERE nickname IS NULL;

-- Changes users.nickname to VARCHAR(200), required, default ''.
ALTER TABLE users MODIFY COLUMN nickname VARCHAR(200) NOT NULL DEFAULT '';

-- Drops users.note. Its values are lost.
ALTER TABLE users
    DROP COLUMN note,
    ALGORITHM=INPLACE, LOCK=NONE;
