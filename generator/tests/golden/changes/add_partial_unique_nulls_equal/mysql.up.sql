-- 0002_add_partial_unique_nulls_equal on MySQL: changes users.

-- Looks for values of users.nickname that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE NOT (nickname NOT LIKE '% ')
LIMIT 4;

-- Looks for rows of users that agree in (tenant_id, nickname).
-- Nothing is changed while there are any.
SELECT count(*), tenant_id, nickname FROM users
WHERE CAST(note AS BINARY) = 'a '
GROUP BY tenant_id, nickname HAVING count(*) > 1
LIMIT 4;

-- Adds a column to users, computed when it is read, for a unique key.
ALTER TABLE users
    ADD COLUMN nickname_unique VARCHAR(51) GENERATED ALWAYS AS (CASE WHEN CAST(note AS BINARY) = 'a ' THEN COALESCE(CONCAT('=', nickname), '') END) VIRTUAL;

-- Builds the unique key without blocking writes; fails where rows agree in it.
ALTER TABLE users
    ADD CONSTRAINT users_tenant_id_nickname_key UNIQUE (tenant_id, nickname_unique),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Makes users_nickname_check; fails where rows break it.
ALTER TABLE users ADD CONSTRAINT users_nickname_check CHECK (nickname NOT LIKE '% ');
