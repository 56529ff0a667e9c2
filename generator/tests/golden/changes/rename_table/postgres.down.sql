-- 0002_rename_table on PostgreSQL: takes the change back.

-- Renames people to users.
ALTER TABLE people RENAME TO users;
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
