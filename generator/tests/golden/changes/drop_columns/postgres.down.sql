-- 0002_drop_columns on PostgreSQL: takes the change back.

-- Adds users.age, null in the rows that are there.
-- The values of users.age do not come back.
ALTER TABLE users ADD COLUMN age integer;

-- Adds users.note: the rows that are there get the default, '', without being rewritten.
-- The values of users.note do not come back.
ALTER TABLE users ADD COLUMN note varchar(200) NOT NULL DEFAULT '';

-- Adds a rule of users.age: new values keep it from here on.
ALTER TABLE users ADD CONSTRAINT users_age_check CHECK (age BETWEEN 0 AND 150) NOT VALID;

-- Checks age in the rows that are there, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_age_check;

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY users_age_idx ON users (age) WHERE active = TRUE;
