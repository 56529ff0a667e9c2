-- 0002_add_column_with_default on MySQL: takes the change back.

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_level_check;

-- Drops users.level and users.changed_at. Their values are lost.
ALTER TABLE users
    DROP COLUMN level,
    DROP COLUMN changed_at,
    ALGORITHM=INPLACE, LOCK=NONE;
