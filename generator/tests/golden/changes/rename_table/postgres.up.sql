-- 0002_rename_table on PostgreSQL: changes users.

-- Renames users to people.
ALTER TABLE users RENAME TO people;
ALTER TABLE people RENAME CONSTRAINT users_pkey TO people_pkey;
ALTER TABLE people RENAME CONSTRAINT users_tenant_id_login_key TO people_tenant_id_login_key;
ALTER TABLE people RENAME CONSTRAINT users_tenant_id_id_key TO people_tenant_id_id_key;
ALTER TABLE people RENAME CONSTRAINT users_tenant_id_fkey TO people_tenant_id_fkey;
ALTER TABLE people RENAME CONSTRAINT users_tenant_id_check TO people_tenant_id_check;
ALTER TABLE people RENAME CONSTRAINT users_login_check TO people_login_check;
ALTER TABLE people RENAME CONSTRAINT users_role_check TO people_role_check;
ALTER TABLE people RENAME CONSTRAINT users_age_check TO people_age_check;
ALTER INDEX users_role_created_at_idx RENAME TO people_role_created_at_idx;
ALTER INDEX users_age_idx RENAME TO people_age_idx;
