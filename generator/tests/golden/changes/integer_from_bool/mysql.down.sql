-- 0002_integer_from_bool on MySQL: takes the change back.

-- Builds the index without blocking writes.
ALTER TABLE users
    ADD KEY users_age_idx (age),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Makes every other number of users.active true, in batches.
UPDATE users SET active = 1 WHERE active NOT IN (0, 1);

-- Changes users.active to TINYINT(1), required, default 1.
ALTER TABLE users MODIFY COLUMN active TINYINT(1) NOT NULL DEFAULT 1;

-- Makes users_active_check; fails where rows break it.
ALTER TABLE users ADD CONSTRAINT users_active_check CHECK (active IN (0, 1));
