-- 0002_rename_column on MySQL: changes users.

-- Lifts rules of users.
ALTER TABLE users
    DROP CONSTRAINT users_login_check,
    DROP CONSTRAINT users_role_check,
    DROP CONSTRAINT users_age_check;

-- Renames users.login to account.
ALTER TABLE users RENAME COLUMN login TO account;

-- Renames users.role to rank.
ALTER TABLE users RENAME COLUMN role TO `rank`;

-- Renames users.age to years.
ALTER TABLE users RENAME COLUMN age TO years;

-- Renames users_tenant_id_login_key to users_tenant_id_account_key.
ALTER TABLE users RENAME INDEX users_tenant_id_login_key TO users_tenant_id_account_key;

-- Renames users_role_created_at_idx to users_rank_created_at_idx.
ALTER TABLE users RENAME INDEX users_role_created_at_idx TO users_rank_created_at_idx;

-- Renames users_age_idx to users_years_idx.
ALTER TABLE users RENAME INDEX users_age_idx TO users_years_idx;

-- Makes users_account_check, users_rank_check and users_years_check; fails where rows break it.
ALTER TABLE users
    ADD CONSTRAINT users_account_check CHECK (account NOT LIKE '% '),
    ADD CONSTRAINT users_rank_check CHECK (`rank` IN ('user', 'admin', 'guest')),
    ADD CONSTRAINT users_years_check CHECK (years BETWEEN 0 AND 150);
