-- 0002_rename_table on MySQL: changes users.

-- Lifts rules of users.
ALTER TABLE users
    DROP CONSTRAINT users_tenant_id_check,
    DROP CONSTRAINT users_login_check,
    DROP CONSTRAINT users_role_check,
    DROP CONSTRAINT users_age_check,
    DROP CONSTRAINT users_active_check;

-- Renames users to people.
ALTER TABLE users RENAME TO people;

-- Renames keys and indexes of people.
ALTER TABLE people
    RENAME INDEX users_tenant_id_login_key TO people_tenant_id_login_key,
    RENAME INDEX users_tenant_id_id_key TO people_tenant_id_id_key,
    RENAME INDEX users_role_created_at_idx TO people_role_created_at_idx,
    RENAME INDEX users_age_idx TO people_age_idx;

-- Makes rules of people; fails where rows break one.
ALTER TABLE people
    ADD CONSTRAINT people_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    ADD CONSTRAINT people_login_check CHECK (login NOT LIKE '% '),
    ADD CONSTRAINT people_role_check CHECK (role IN ('user', 'admin', 'guest')),
    ADD CONSTRAINT people_age_check CHECK (age BETWEEN 0 AND 150),
    ADD CONSTRAINT people_active_check CHECK (active IN (0, 1));

-- Makes users_tenant_id_fkey under the name people_tenant_id_fkey too: no row was without it.
SET SESSION foreign_key_checks = 0;
ALTER TABLE people
    ADD CONSTRAINT people_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    ALGORITHM=INPLACE, LOCK=NONE;
SET SESSION foreign_key_checks = 1;

-- Drops it under the name users_tenant_id_fkey.
ALTER TABLE people DROP FOREIGN KEY users_tenant_id_fkey, ALGORITHM=INPLACE, LOCK=NONE;
