-- 0002_drop_columns on MySQL: takes the change back.

-- Adds users.age, null in the rows that are there.
-- The values of users.age do not come back.
ALTER TABLE users ADD COLUMN age INT, ALGORITHM=INSTANT;

-- Adds users.note: the rows that are there get the default, ''.
-- The values of users.note do not come back.
ALTER TABLE users ADD COLUMN note VARCHAR(200) NOT NULL DEFAULT '', ALGORITHM=INSTANT;

-- Builds the index without blocking writes.
ALTER TABLE users
    ADD KEY users_age_idx (age),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Makes users_age_check; fails where rows break it.
ALTER TABLE users ADD CONSTRAINT users_age_check CHECK (age BETWEEN 0 AND 150);
