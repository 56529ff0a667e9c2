-- 0002_rename_column on MySQL: changes users.

-- Lifts rules of users.
ALTER TABLE users
    DROP CONSTRAINT users_login_check,
    DROP CONSTRAINT users_role_check,
    DROP CONSTRAINT users_age_check;

-- Renames keys and indexes of users.
ALTER TABLE users
    RENAME INDEX users_tenant_id_login_key TO users_tenant_id_account_key,
    RENAME INDEX users_role_created_at_idx TO users_rank_created_at_idx,
    RENAME INDEX users_age_idx TO users_years_idx;

-- Renames columns of users: login to account, role to rank and age to years.
ALTER TABLE users
    RENAME COLUMN login TO account,
    RENAME COLUMN role TO `rank`,
    RENAME COLUMN age TO years;

-- Makes rules of users; fails where rows break one.
ALTER TABLE users
    ADD CONSTRAINT users_account_check CHECK (account NOT LIKE '% '),
    ADD CONSTRAINT users_rank_check CHECK (`rank` IN ('user', 'admin', 'guest')),
    ADD CONSTRAINT users_years_check CHECK (years BETWEEN 0 AND 150);
