-- 0002_add_partial_unique_nulls_equal on PostgreSQL: changes users.

-- Looks for values of users.nickname that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE NOT (nickname NOT LIKE '% ')
LIMIT 4;

-- Looks for rows of users that agree in (tenant_id, nickname).
-- Nothing is changed while there are any.
SELECT count(*), tenant_id, nickname FROM users
WHERE note = 'a '
GROUP BY tenant_id, nickname HAVING count(*) > 1
LIMIT 4;

-- Adds a rule of users.nickname: new values keep it from here on.
ALTER TABLE users ADD CONSTRAINT users_nickname_check CHECK (nickname NOT LIKE '% ') NOT VALID;

-- Checks nickname in the rows that are there, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_nickname_check;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY users_tenant_id_nickname_key ON users (tenant_id, nickname) NULLS NOT DISTINCT WHERE note = 'a ';
