-- 0002_rename_table on MySQL: changes users.

-- Unties users from tenants.
ALTER TABLE users DROP FOREIGN KEY users_tenant_id_fkey, ALGORITHM=INPLACE, LOCK=NONE;

-- Lifts rules of users.
ALTER TABLE users
    DROP CONSTRAINT users_tenant_id_check,
    DROP CONSTRAINT users_login_check,
    DROP CONSTRAINT users_role_check,
    DROP CONSTRAINT users_age_check,
    DROP CONSTRAINT users_active_check;

-- Renames users to people.
ALTER TABLE users RENAME TO people;

-- Renames users_tenant_id_login_key to people_tenant_id_login_key.
ALTER TABLE people RENAME INDEX users_tenant_id_login_key TO people_tenant_id_login_key;

-- Renames users_tenant_id_id_key to people_tenant_id_id_key.
ALTER TABLE people RENAME INDEX users_tenant_id_id_key TO people_tenant_id_id_key;

-- Renames users_role_created_at_idx to people_role_created_at_idx.
ALTER TABLE people RENAME INDEX users_role_created_at_idx TO people_role_created_at_idx;

-- Renames users_age_idx to people_age_idx.
ALTER TABLE people RENAME INDEX users_age_idx TO people_age_idx;

-- Makes people_tenant_id_check, people_login_check, people_role_check, people_age_check and people_active_check; fails where rows break it.
ALTER TABLE people
    ADD CONSTRAINT people_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    ADD CONSTRAINT people_login_check CHECK (login NOT LIKE '% '),
    ADD CONSTRAINT people_role_check CHECK (role IN ('user', 'admin', 'guest')),
    ADD CONSTRAINT people_age_check CHECK (age BETWEEN 0 AND 150),
    ADD CONSTRAINT people_active_check CHECK (active IN (0, 1));

-- Ties people to tenants: new rows are checked from here on.
SET SESSION foreign_key_checks = 0;
ALTER TABLE people
    ADD CONSTRAINT people_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    ALGORITHM=INPLACE, LOCK=NONE;
SET SESSION foreign_key_checks = 1;

-- Looks for rows that are there and whose parent is not.
SELECT child.id, child.tenant_id
FROM people AS child
WHERE child.tenant_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM tenants AS parent WHERE parent.tenant_id = child.tenant_id);
