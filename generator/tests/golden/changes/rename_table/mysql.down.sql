-- 0002_rename_table on MySQL: takes the change back.

-- Lifts rules of people.
ALTER TABLE people
    DROP CONSTRAINT people_tenant_id_check,
    DROP CONSTRAINT people_login_check,
    DROP CONSTRAINT people_role_check,
    DROP CONSTRAINT people_age_check,
    DROP CONSTRAINT people_active_check;

-- Renames people to users.
ALTER TABLE people RENAME TO users;

-- Renames keys and indexes of users.
ALTER TABLE users
    RENAME INDEX people_tenant_id_login_key TO users_tenant_id_login_key,
    RENAME INDEX people_tenant_id_id_key TO users_tenant_id_id_key,
    RENAME INDEX people_role_created_at_idx TO users_role_created_at_idx,
    RENAME INDEX people_age_idx TO users_age_idx;

-- Makes rules of users; fails where rows break one.
ALTER TABLE users
    ADD CONSTRAINT users_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    ADD CONSTRAINT users_login_check CHECK (login NOT LIKE '% '),
    ADD CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'guest')),
    ADD CONSTRAINT users_age_check CHECK (age BETWEEN 0 AND 150),
    ADD CONSTRAINT users_active_check CHECK (active IN (0, 1));

-- Makes people_tenant_id_fkey under the name users_tenant_id_fkey too: no row was without it.
SET SESSION foreign_key_checks = 0;
ALTER TABLE users
    ADD CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    ALGORITHM=INPLACE, LOCK=NONE;
SET SESSION foreign_key_checks = 1;

-- Drops it under the name people_tenant_id_fkey.
ALTER TABLE users DROP FOREIGN KEY people_tenant_id_fkey, ALGORITHM=INPLACE, LOCK=NONE;
