-- 0002_take_the_name_of_a_dropped_column on MySQL: changes users.

-- Drops users.nickname. Its values are lost.
ALTER TABLE users
    DROP COLUMN nickname,
    ALGORITHM=INPLACE, LOCK=NONE;

-- Renames columns of users: note to nickname.
ALTER TABLE users RENAME COLUMN note TO nickname;
