-- 0002_add_unique on MySQL: changes users.

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

-- Builds the unique key without blocking writes; fails where rows agree in it.
ALTER TABLE users
    ADD CONSTRAINT users_tenant_id_note_key UNIQUE (tenant_id, note),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Makes users_note_check; fails where rows break it.
ALTER TABLE users ADD CONSTRAINT users_note_check CHECK (note NOT LIKE '% ');
