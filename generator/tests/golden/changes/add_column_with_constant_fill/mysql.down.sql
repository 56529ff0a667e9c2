-- 0002_add_column_with_constant_fill on MySQL: takes the change back.

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_city_check;

-- Drops users.city. Its values are lost.
ALTER TABLE users
    DROP COLUMN city,
    ALGORITHM=INPLACE, LOCK=NONE;
