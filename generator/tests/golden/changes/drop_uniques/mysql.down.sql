-- 0002_drop_uniques on MySQL: takes the change back.

-- Looks for values of users.nickname that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE NOT (nickname NOT LIKE '% ')
LIMIT 4;

-- Looks for values of users.note that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE NOT (note NOT LIKE '% ')
LIMIT 4;

-- Looks for rows of users that agree in (tenant_id, note).
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE (tenant_id, note) IN (SELECT tenant_id, note FROM users
GROUP BY tenant_id, note HAVING count(*) > 1)
LIMIT 4;

-- Looks for rows of users that agree in (tenant_id, nickname).
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE (tenant_id, nickname) IN (SELECT tenant_id, nickname FROM users
WHERE active = 1
GROUP BY tenant_id, nickname HAVING count(*) > 1)
    AND active = 1
LIMIT 4;

-- Adds a column to users, computed when it is read, for a unique key.
ALTER TABLE users
    ADD COLUMN nickname_unique VARCHAR(50) GENERATED ALWAYS AS (CASE WHEN active = 1 THEN nickname END) VIRTUAL;

-- Builds the unique key without blocking writes; fails where rows agree in it.
ALTER TABLE users
    ADD CONSTRAINT users_tenant_id_note_key UNIQUE (tenant_id, note),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Builds the unique key without blocking writes; fails where rows agree in it.
ALTER TABLE users
    ADD CONSTRAINT users_tenant_id_nickname_key UNIQUE (tenant_id, nickname_unique),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Makes rules of users; fails where rows break one.
ALTER TABLE users
    ADD CONSTRAINT users_nickname_check CHECK (nickname NOT LIKE '% '),
    ADD CONSTRAINT users_note_check CHECK (note NOT LIKE '% ');
