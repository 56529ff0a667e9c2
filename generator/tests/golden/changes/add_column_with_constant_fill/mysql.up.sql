-- 0002_add_column_with_constant_fill on MySQL: changes users.

-- Adds users.city: the rows that are there get 'not said'.
ALTER TABLE users ADD COLUMN city VARCHAR(80) NOT NULL DEFAULT 'not said', ALGORITHM=INSTANT;

-- Leaves users.city with its own default.
ALTER TABLE users ALTER COLUMN city DROP DEFAULT, ALGORITHM=INSTANT;

-- Makes users_city_check; fails where rows break it.
ALTER TABLE users ADD CONSTRAINT users_city_check CHECK (CHAR_LENGTH(city) >= 2);
