-- 0002_drop_uniques on MySQL: takes the change back.

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
