-- 0002_unique_takes_the_name_of_another on MySQL: changes users.

-- Renames users_tenant_id_nickname_key to larder_old_0.
ALTER TABLE users RENAME INDEX users_tenant_id_nickname_key TO larder_old_0;

-- Renames users_tenant_id_nickname_key2 to users_tenant_id_nickname_key.
ALTER TABLE users RENAME INDEX users_tenant_id_nickname_key2 TO users_tenant_id_nickname_key;

-- Drops the unique key without blocking writes.
ALTER TABLE users DROP INDEX larder_old_0, ALGORITHM=INPLACE, LOCK=NONE;

-- Drops users.nickname_unique, which is computed.
ALTER TABLE users DROP COLUMN nickname_unique;

-- Fills users.nickname where it is null, in batches.
UPDATE users SET nickname = '' WHERE nickname IS NULL;

-- Fills the few rows that came in between.
UPDATE users SET nickname = '' WHERE nickname IS NULL;

-- Changes users.nickname to VARCHAR(50), required, no default.
ALTER TABLE users MODIFY COLUMN nickname VARCHAR(50) NOT NULL;
