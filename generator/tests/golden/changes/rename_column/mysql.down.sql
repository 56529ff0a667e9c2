-- 0002_rename_column on MySQL: takes the change back.

-- Lifts rules of users.
ALTER TABLE users
    DROP CONSTRAINT users_account_check,
    DROP CONSTRAINT users_rank_check,
    DROP CONSTRAINT users_years_check;

-- Renames keys and indexes of users.
ALTER TABLE users
    RENAME INDEX users_tenant_id_account_key TO users_tenant_id_login_key,
    RENAME INDEX users_rank_created_at_idx TO users_role_created_at_idx,
    RENAME INDEX users_years_idx TO users_age_idx;

-- Renames columns of users: account to login, rank to role and years to age.
ALTER TABLE users
    RENAME COLUMN account TO login,
    RENAME COLUMN `rank` TO role,
    RENAME COLUMN years TO age;

-- Makes rules of users; fails where rows break one.
ALTER TABLE users
    ADD CONSTRAINT users_login_check CHECK (login NOT LIKE '% '),
    ADD CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'guest')),
    ADD CONSTRAINT users_age_check CHECK (age BETWEEN 0 AND 150);
