-- 0002_take_the_name_of_a_dropped_column on PostgreSQL: takes the change back.

-- Adds users.note: the rows that are there get the default, '', without being rewritten.
-- The values of users.note do not come back.
ALTER TABLE users ADD COLUMN note varchar(200) NOT NULL DEFAULT '';

-- Changes users.nickname to varchar(50). Nobody reads or writes the table while it is rewritten.
ALTER TABLE users
    ALTER COLUMN nickname DROP DEFAULT,
    ALTER COLUMN nickname TYPE varchar(50);

-- Lets users.nickname be null.
ALTER TABLE users ALTER COLUMN nickname DROP NOT NULL;
