-- 0002_drop_enum_value on MySQL: changes users.

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_role_check;

-- Replaces values of users.role that no longer fit, in batches.
UPDATE users SET role = 'user' WHERE CAST(role AS BINARY) NOT IN ('user', 'admin');

-- Makes users_role_check; fails where rows break it.
ALTER TABLE users ADD CONSTRAINT users_role_check CHECK (role IN ('user', 'admin'));
