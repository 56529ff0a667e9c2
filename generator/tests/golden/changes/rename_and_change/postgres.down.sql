-- 0002_rename_and_change on PostgreSQL: takes the change back.

-- Looks for values of people.remark that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM people
WHERE char_length(remark) > 200
LIMIT 4;

-- Drops people.note. Its values are lost.
ALTER TABLE people DROP COLUMN note;

-- Renames people to users.
ALTER TABLE people RENAME TO users;
ALTER TABLE users RENAME COLUMN remark TO note;
ALTER TABLE users RENAME CONSTRAINT people_pkey TO users_pkey;
ALTER TABLE users RENAME CONSTRAINT people_tenant_id_login_key TO users_tenant_id_login_key;
ALTER TABLE users RENAME CONSTRAINT people_tenant_id_id_key TO users_tenant_id_id_key;
ALTER TABLE users RENAME CONSTRAINT people_tenant_id_fkey TO users_tenant_id_fkey;
ALTER TABLE users RENAME CONSTRAINT people_tenant_id_check TO users_tenant_id_check;
ALTER TABLE users RENAME CONSTRAINT people_login_check TO users_login_check;
ALTER TABLE users RENAME CONSTRAINT people_role_check TO users_role_check;
ALTER TABLE users RENAME CONSTRAINT people_age_check TO users_age_check;
ALTER INDEX people_role_created_at_idx RENAME TO users_role_created_at_idx;
ALTER INDEX people_age_idx RENAME TO users_age_idx;

-- Adds users.nickname, null in the rows that are there.
-- The values of users.nickname do not come back.
ALTER TABLE users ADD COLUMN nickname varchar(50);

-- Changes users.note to varchar(200). Nobody reads or writes the table while it is rewritten.
-- Fails where a value does not fit.
ALTER TABLE users
    ALTER COLUMN note DROP DEFAULT,
    ALTER COLUMN note TYPE varchar(200),
    ALTER COLUMN note SET DEFAULT '';
