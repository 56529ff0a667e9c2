-- 0002_add_column_with_constant_fill on PostgreSQL: changes users.

-- Adds users.city: the rows that are there get 'not said' without being rewritten.
ALTER TABLE users ADD COLUMN city varchar(80) NOT NULL DEFAULT 'not said';
ALTER TABLE users ALTER COLUMN city DROP DEFAULT;

-- Adds a rule of users.city: new values keep it from here on.
ALTER TABLE users ADD CONSTRAINT users_city_check CHECK (char_length(city) >= 2) NOT VALID;

-- Checks city in the rows that are there, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_city_check;
