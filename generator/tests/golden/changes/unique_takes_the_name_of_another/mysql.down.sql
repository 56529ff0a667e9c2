-- 0002_unique_takes_the_name_of_another on MySQL: takes the change back.

-- Looks for rows of users that agree in (tenant_id, nickname).
-- Nothing is changed while there are any.
SELECT count(*), tenant_id, nickname FROM users
GROUP BY tenant_id, nickname HAVING count(*) > 1
LIMIT 4;

-- Renames users_tenant_id_nickname_key to users_tenant_id_nickname_key2.
ALTER TABLE users RENAME INDEX users_tenant_id_nickname_key TO users_tenant_id_nickname_key2;

-- Changes users.nickname to VARCHAR(50), null allowed, no default.
ALTER TABLE users MODIFY COLUMN nickname VARCHAR(50);

-- Adds a column to users, computed when it is read, for a unique key.
ALTER TABLE users
    ADD COLUMN nickname_unique VARCHAR(51) GENERATED ALWAYS AS (COALESCE(CONCAT('=', nickname), '')) VIRTUAL;

-- Builds the unique key without blocking writes; fails where rows agree in it.
ALTER TABLE users
    ADD CONSTRAINT users_tenant_id_nickname_key UNIQUE (tenant_id, nickname_unique),
    ALGORITHM=INPLACE, LOCK=NONE;
