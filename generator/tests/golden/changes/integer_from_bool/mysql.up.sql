-- 0002_integer_from_bool on MySQL: changes users.

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_active_check;

-- Changes users.active to INT, required, default 1.
ALTER TABLE users MODIFY COLUMN active INT NOT NULL DEFAULT 1;

-- Drops the index without blocking writes.
ALTER TABLE users DROP INDEX users_age_idx, ALGORITHM=INPLACE, LOCK=NONE;
