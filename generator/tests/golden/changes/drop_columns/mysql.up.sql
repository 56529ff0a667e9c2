-- 0002_drop_columns on MySQL: changes users.

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_age_check;

-- Drops the index without blocking writes.
ALTER TABLE users DROP INDEX users_age_idx, ALGORITHM=INPLACE, LOCK=NONE;

-- Drops users.age and users.note. Their values are lost.
ALTER TABLE users
    DROP COLUMN age,
    DROP COLUMN note,
    ALGORITHM=INPLACE, LOCK=NONE;
