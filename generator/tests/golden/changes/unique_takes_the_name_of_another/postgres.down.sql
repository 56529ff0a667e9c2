-- 0002_unique_takes_the_name_of_another on PostgreSQL: takes the change back.

-- Looks for rows of users that agree in (tenant_id, nickname).
-- Nothing is changed while there are any.
SELECT count(*), tenant_id, nickname FROM users
GROUP BY tenant_id, nickname HAVING count(*) > 1
LIMIT 4;

-- Looks for rows of users that agree in (tenant_id, nickname).
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE (tenant_id, nickname) IN (SELECT tenant_id, nickname FROM users
WHERE nickname IS NOT NULL
GROUP BY tenant_id, nickname HAVING count(*) > 1)
    AND nickname IS NOT NULL
LIMIT 4;

-- Lets rows agree in (tenant_id, nickname).
ALTER TABLE users DROP CONSTRAINT users_tenant_id_nickname_key;

-- Lets users.nickname be null.
ALTER TABLE users ALTER COLUMN nickname DROP NOT NULL;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY users_tenant_id_nickname_key ON users (tenant_id, nickname) NULLS NOT DISTINCT;

-- Makes the finished index a constraint.
ALTER TABLE users ADD CONSTRAINT users_tenant_id_nickname_key UNIQUE USING INDEX users_tenant_id_nickname_key;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY users_tenant_id_nickname_key2 ON users (tenant_id, nickname) WHERE nickname IS NOT NULL;
