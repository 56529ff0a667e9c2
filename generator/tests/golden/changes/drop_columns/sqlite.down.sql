-- 0002_drop_columns on SQLite: takes the change back.

-- The values of users.age do not come back.
-- The values of users.note do not come back.
ALTER TABLE users ADD COLUMN age INTEGER CONSTRAINT users_age_check CHECK (age BETWEEN 0 AND 150);
ALTER TABLE users ADD COLUMN note TEXT NOT NULL DEFAULT '' CONSTRAINT users_note_check CHECK (length(note) <= 200);
CREATE INDEX users_age_idx ON users (age) WHERE active = 1;
