-- 0002_drop_enum_value on MySQL: takes the change back.

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_role_check;

-- Makes users_role_check; fails where rows break it.
ALTER TABLE users ADD CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'guest'));
