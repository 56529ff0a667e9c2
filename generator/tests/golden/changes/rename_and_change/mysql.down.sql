-- 0002_rename_and_change on MySQL: takes the change back.

-- Looks for values of people.remark that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM people
WHERE CHAR_LENGTH(remark) > 200
LIMIT 4;

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

-- Drops users.note. Its values are lost.
ALTER TABLE users
    DROP COLUMN note,
    ALGORITHM=INPLACE, LOCK=NONE;

-- Renames columns of users: remark to note.
ALTER TABLE users RENAME COLUMN remark TO note;

-- Adds users.nickname, null in the rows that are there.
-- The values of users.nickname do not come back.
ALTER TABLE users ADD COLUMN nickname VARCHAR(50), ALGORITHM=INSTANT;

-- Changes users.note to VARCHAR(200), required, default ''.
ALTER TABLE users MODIFY COLUMN note VARCHAR(200) NOT NULL DEFAULT '';

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
