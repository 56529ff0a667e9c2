-- 0002_rename_column on PostgreSQL: changes users.

-- Renames users.login to account and users.role to rank and users.age to years.
ALTER TABLE users RENAME COLUMN login TO account;
ALTER TABLE users RENAME COLUMN role TO rank;
ALTER TABLE users RENAME COLUMN age TO years;
ALTER TABLE users RENAME CONSTRAINT users_tenant_id_login_key TO users_tenant_id_account_key;
ALTER TABLE users RENAME CONSTRAINT users_login_check TO users_account_check;
ALTER TABLE users RENAME CONSTRAINT users_role_check TO users_rank_check;
ALTER TABLE users RENAME CONSTRAINT users_age_check TO users_years_check;
ALTER INDEX users_role_created_at_idx RENAME TO users_rank_created_at_idx;
ALTER INDEX users_age_idx RENAME TO users_years_idx;
