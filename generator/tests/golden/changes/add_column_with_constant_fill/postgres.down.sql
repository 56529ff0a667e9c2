-- 0002_add_column_with_constant_fill on PostgreSQL: takes the change back.

-- Drops users.city. Its values are lost.
ALTER TABLE users
    DROP CONSTRAINT users_city_check,
    DROP COLUMN city;
