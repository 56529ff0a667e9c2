-- 0002_create_spread_table on SQLite: makes users.

-- Makes users.
CREATE TABLE users (
    id BLOB NOT NULL,
    tenant_id TEXT NOT NULL,
    login TEXT NOT NULL,
    nickname TEXT,
    role TEXT NOT NULL DEFAULT 'user',
    age INTEGER,
    active INTEGER NOT NULL DEFAULT 1,
    note TEXT NOT NULL DEFAULT '',
    settings TEXT NOT NULL DEFAULT '{}',
    seen_at INTEGER,
    created_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_tenant_id_login_key UNIQUE (tenant_id, login),
    CONSTRAINT users_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT users_tenant_id_check CHECK (length(tenant_id) <= 50 AND tenant_id NOT LIKE '% '),
    CONSTRAINT users_login_check CHECK (length(login) <= 50 AND login NOT LIKE '% '),
    CONSTRAINT users_nickname_check CHECK (length(nickname) <= 50),
    CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'guest')),
    CONSTRAINT users_age_check CHECK (age BETWEEN 0 AND 150),
    CONSTRAINT users_active_check CHECK (active IN (0, 1)),
    CONSTRAINT users_note_check CHECK (length(note) <= 200),
    CONSTRAINT users_settings_check CHECK (json_valid(settings))
) STRICT;
CREATE INDEX users_role_created_at_idx ON users (role, created_at DESC);
CREATE INDEX users_age_idx ON users (age) WHERE active = 1;
