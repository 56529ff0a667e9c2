-- 0002_rename_and_change on MySQL: takes the change back.

-- Unties people from tenants.
ALTER TABLE people DROP FOREIGN KEY people_tenant_id_fkey, ALGORITHM=INPLACE, LOCK=NONE;

-- Lifts rules of people.
ALTER TABLE people
    DROP CONSTRAINT people_tenant_id_check,
    DROP CONSTRAINT people_login_check,
    DROP CONSTRAINT people_role_check,
    DROP CONSTRAINT people_age_check,
    DROP CONSTRAINT people_active_check;

-- Drops people.note. Its values are lost.
ALTER TABLE people
    DROP COLUMN note,
    ALGORITHM=INPLACE, LOCK=NONE;

-- Renames people to users.
ALTER TABLE people RENAME TO users;

-- Renames users.remark to note.
ALTER TABLE users RENAME COLUMN remark TO note;

-- Renames people_tenant_id_login_key to users_tenant_id_login_key.
ALTER TABLE users RENAME INDEX people_tenant_id_login_key TO users_tenant_id_login_key;

-- Renames people_tenant_id_id_key to users_tenant_id_id_key.
ALTER TABLE users RENAME INDEX people_tenant_id_id_key TO users_tenant_id_id_key;

-- Renames people_role_created_at_idx to users_role_created_at_idx.
ALTER TABLE users RENAME INDEX people_role_created_at_idx TO users_role_created_at_idx;

-- Renames people_age_idx to users_age_idx.
ALTER TABLE users RENAME INDEX people_age_idx TO users_age_idx;

-- Adds users.nickname, null in the rows that are there.
-- The values of users.nickname do not come back.
ALTER TABLE users ADD COLUMN nickname VARCHAR(50), ALGORITHM=INSTANT;

-- Changes users.note to VARCHAR(200), required, default ''.
ALTER TABLE users MODIFY COLUMN note VARCHAR(200) NOT NULL DEFAULT '';

-- Makes users_tenant_id_check, users_login_check, users_role_check, users_age_check and users_active_check; fails where rows break it.
ALTER TABLE users
    ADD CONSTRAINT users_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    ADD CONSTRAINT users_login_check CHECK (login NOT LIKE '% '),
    ADD CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'guest')),
    ADD CONSTRAINT users_age_check CHECK (age BETWEEN 0 AND 150),
    ADD CONSTRAINT users_active_check CHECK (active IN (0, 1));

-- Ties users to tenants: new rows are checked from here on.
SET SESSION foreign_key_checks = 0;
ALTER TABLE users
    ADD CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    ALGORITHM=INPLACE, LOCK=NONE;
SET SESSION foreign_key_checks = 1;

-- Looks for rows that are there and whose parent is not.
SELECT child.id, child.tenant_id
FROM users AS child
WHERE child.tenant_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM tenants AS parent WHERE parent.tenant_id = child.tenant_id);
