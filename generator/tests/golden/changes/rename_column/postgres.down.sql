-- 0002_rename_column on PostgreSQL: takes the change back.

-- Renames users.account to login and users.rank to role and users.years to age.
ALTER TABLE users RENAME COLUMN account TO login;
ALTER TABLE users RENAME COLUMN rank TO role;
ALTER TABLE users RENAME COLUMN years TO age;
ALTER TABLE users RENAME CONSTRAINT users_tenant_id_account_key TO users_tenant_id_login_key;
ALTER TABLE users RENAME CONSTRAINT users_account_check TO users_login_check;
ALTER TABLE users RENAME CONSTRAINT users_rank_check TO users_role_check;
ALTER TABLE users RENAME CONSTRAINT users_years_check TO users_age_check;
ALTER INDEX users_rank_created_at_idx RENAME TO users_role_created_at_idx;
ALTER INDEX users_years_idx RENAME TO users_age_idx;
