-- 0002_rename_column on SQLite: changes users.

-- Takes away what does not stay as it is beside users.
DROP INDEX users_role_created_at_idx;
DROP INDEX users_age_idx;

-- Renames columns of users: login to account, role to rank, age to years.
ALTER TABLE users RENAME COLUMN login TO account;
ALTER TABLE users RENAME COLUMN role TO rank;
ALTER TABLE users RENAME COLUMN age TO years;

-- SQLite cannot change users so in place: it is made anew, and its rows are copied.
PRAGMA legacy_alter_table = ON;
CREATE TABLE larder_new_users (
    id BLOB NOT NULL,
    tenant_id TEXT NOT NULL,
    account TEXT NOT NULL,
    nickname TEXT,
    rank TEXT NOT NULL DEFAULT 'user',
    years INTEGER,
    active INTEGER NOT NULL DEFAULT 1,
    note TEXT NOT NULL DEFAULT '',
    settings TEXT NOT NULL DEFAULT '{}',
    seen_at INTEGER,
    created_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_tenant_id_account_key UNIQUE (tenant_id, account),
    CONSTRAINT users_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT users_tenant_id_check CHECK (length(tenant_id) <= 50 AND tenant_id NOT LIKE '% '),
    CONSTRAINT users_account_check CHECK (length(account) <= 50 AND account NOT LIKE '% '),
    CONSTRAINT users_nickname_check CHECK (length(nickname) <= 50),
    CONSTRAINT users_rank_check CHECK (rank IN ('user', 'admin', 'guest')),
    CONSTRAINT users_years_check CHECK (years BETWEEN 0 AND 150),
    CONSTRAINT users_active_check CHECK (active IN (0, 1)),
    CONSTRAINT users_note_check CHECK (length(note) <= 200),
    CONSTRAINT users_settings_check CHECK (json_valid(settings))
) STRICT;
INSERT INTO larder_new_users (id, tenant_id, account, nickname, rank, years, active, note, settings, seen_at, created_at)
SELECT id, tenant_id, account, nickname, rank, years, active, note, settings, seen_at, created_at
FROM users;
DROP TABLE users;
ALTER TABLE larder_new_users RENAME TO users;
PRAGMA legacy_alter_table = OFF;
CREATE INDEX users_rank_created_at_idx ON users (rank, created_at DESC);
CREATE INDEX users_years_idx ON users (years) WHERE active = 1;
