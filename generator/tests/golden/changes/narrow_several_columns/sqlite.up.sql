-- 0002_narrow_several_columns on SQLite: changes users.

-- SQLite cannot change users so in place: it is made anew, and its rows are copied.
PRAGMA legacy_alter_table = ON;
CREATE TABLE larder_new_users (
    id BLOB NOT NULL,
    tenant_id TEXT NOT NULL,
    login TEXT NOT NULL,
    nickname TEXT NOT NULL,
    role TEXT NOT NULL DEFAULT 'member',
    age INTEGER,
    active INTEGER NOT NULL DEFAULT 1,
    note TEXT NOT NULL DEFAULT '',
    settings TEXT NOT NULL DEFAULT '{}',
    seen_at INTEGER,
    created_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    handle TEXT NOT NULL,
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_tenant_id_login_key UNIQUE (tenant_id, login),
    CONSTRAINT users_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT users_tenant_id_check CHECK (length(tenant_id) <= 50 AND tenant_id NOT LIKE '% '),
    CONSTRAINT users_login_check CHECK (length(login) <= 50 AND login NOT LIKE '% '),
    CONSTRAINT users_nickname_check CHECK (length(nickname) BETWEEN 2 AND 50),
    CONSTRAINT users_role_check CHECK (role IN ('member', 'admin')),
    CONSTRAINT users_age_check CHECK (age BETWEEN 0 AND 150),
    CONSTRAINT users_active_check CHECK (active IN (0, 1)),
    CONSTRAINT users_note_check CHECK (length(note) <= 20),
    CONSTRAINT users_settings_check CHECK (json_valid(settings)),
    CONSTRAINT users_handle_check CHECK (length(handle) <= 60)
) STRICT;
INSERT INTO larder_new_users (id, tenant_id, login, nickname, role, age, active, note, settings, seen_at, created_at, handle)
SELECT id, tenant_id, login, coalesce(nickname, login), CASE WHEN role NOT IN ('member', 'admin') THEN 'member' ELSE role END, age, active, CASE WHEN length(note) > 20 THEN (substr(note, 1, 20)) ELSE note END, settings, seen_at, created_at, (lower(login))
FROM users;
DROP TABLE users;
ALTER TABLE larder_new_users RENAME TO users;
PRAGMA legacy_alter_table = OFF;
CREATE INDEX users_role_created_at_idx ON users (role, created_at DESC);
CREATE INDEX users_age_idx ON users (age) WHERE active = 1;
