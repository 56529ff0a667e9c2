-- 0002_take_the_name_of_a_dropped_column on PostgreSQL: changes users.

-- Drops users.nickname. Its values are lost.
ALTER TABLE users DROP COLUMN nickname;

-- Renames users.note to nickname.
ALTER TABLE users RENAME COLUMN note TO nickname;
