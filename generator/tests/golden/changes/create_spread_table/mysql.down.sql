-- 0002_create_spread_table on MySQL: takes the change back.

-- Drops users with all its rows.
DROP TABLE users;
