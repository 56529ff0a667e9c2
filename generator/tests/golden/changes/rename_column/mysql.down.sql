-- 0002_rename_column on MySQL: takes the change back.

-- Lifts rules of users.
ALTER TABLE users
    DROP CONSTRAINT users_account_check,
    DROP CONSTRAINT users_rank_check,
    DROP CONSTRAINT users_years_check;

-- Renames users.account to login.
ALTER TABLE users RENAME COLUMN account TO login;

-- Renames users.rank to role.
ALTER TABLE users RENAME COLUMN `rank` TO role;

-- Renames users.years to age.
ALTER TABLE users RENAME COLUMN years TO age;

-- Renames users_tenant_id_account_key to users_tenant_id_login_key.
ALTER TABLE users RENAME INDEX users_tenant_id_account_key TO users_tenant_id_login_key;

-- Renames users_rank_created_at_idx to users_role_created_at_idx.
ALTER TABLE users RENAME INDEX users_rank_created_at_idx TO users_role_created_at_idx;

-- Renames users_years_idx to users_age_idx.
ALTER TABLE users RENAME INDEX users_years_idx TO users_age_idx;

-- Makes users_login_check, users_role_check and users_age_check; fails where rows break it.
ALTER TABLE users
    ADD CONSTRAINT users_login_check CHECK (login NOT LIKE '% '),
    ADD CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'guest')),
    ADD CONSTRAINT users_age_check CHECK (age BETWEEN 0 AND 150);
