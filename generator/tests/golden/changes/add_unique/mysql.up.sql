-- 0002_add_unique on MySQL: changes users.

-- Builds the unique key without blocking writes; fails where rows agree in it.
ALTER TABLE users
    ADD CONSTRAINT users_tenant_id_note_key UNIQUE (tenant_id, note),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Makes users_note_check; fails where rows break it.
ALTER TABLE users ADD CONSTRAINT users_note_check CHECK (note NOT LIKE '% ');
