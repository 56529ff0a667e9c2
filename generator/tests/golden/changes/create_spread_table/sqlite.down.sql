-- 0002_create_spread_table on SQLite: takes the change back.

-- Drops users with all its rows.
DROP TABLE users;
