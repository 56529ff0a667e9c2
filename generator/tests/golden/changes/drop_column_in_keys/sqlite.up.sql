-- 0002_drop_column_in_keys on SQLite: changes order and users.

-- Takes away what does not stay as it is beside order.
DROP INDEX order_tenant_id_user_id_idx;

-- SQLite cannot change order so in place: it is made anew, and its rows are copied.
-- The values of order.user_id are lost.
PRAGMA legacy_alter_table = ON;
CREATE TABLE larder_new_order (
    id INTEGER NOT NULL,
    tenant_id TEXT NOT NULL,
    total INTEGER NOT NULL DEFAULT 0,
    text TEXT NOT NULL,
    placed_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT order_pkey PRIMARY KEY (id),
    CONSTRAINT order_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT order_tenant_id_check CHECK (length(tenant_id) <= 50 AND tenant_id NOT LIKE '% '),
    CONSTRAINT order_text_check CHECK (length(text) BETWEEN 1 AND 5000)
) STRICT;
INSERT INTO larder_new_order (id, tenant_id, total, text, placed_at)
SELECT id, tenant_id, total, text, placed_at
FROM "order";
DROP TABLE "order";
ALTER TABLE larder_new_order RENAME TO "order";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX order_placed_at_idx ON "order" (placed_at);
CREATE INDEX order_tenant_id_idx ON "order" (tenant_id);

-- SQLite cannot change users so in place: it is made anew, and its rows are copied.
-- The values of users.login are lost.
PRAGMA legacy_alter_table = ON;
CREATE TABLE larder_new_users (
    id BLOB NOT NULL,
    tenant_id TEXT NOT NULL,
    nickname TEXT,
    role TEXT NOT NULL DEFAULT 'user',
    age INTEGER,
    active INTEGER NOT NULL DEFAULT 1,
    note TEXT NOT NULL DEFAULT '',
    settings TEXT NOT NULL DEFAULT '{}',
    seen_at INTEGER,
    created_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT users_tenant_id_check CHECK (length(tenant_id) <= 50 AND tenant_id NOT LIKE '% '),
    CONSTRAINT users_nickname_check CHECK (length(nickname) <= 50),
    CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'guest')),
    CONSTRAINT users_age_check CHECK (age BETWEEN 0 AND 150),
    CONSTRAINT users_active_check CHECK (active IN (0, 1)),
    CONSTRAINT users_note_check CHECK (length(note) <= 200),
    CONSTRAINT users_settings_check CHECK (json_valid(settings))
) STRICT;
INSERT INTO larder_new_users (id, tenant_id, nickname, role, age, active, note, settings, seen_at, created_at)
SELECT id, tenant_id, nickname, role, age, active, note, settings, seen_at, created_at
FROM users;
DROP TABLE users;
ALTER TABLE larder_new_users RENAME TO users;
PRAGMA legacy_alter_table = OFF;
CREATE INDEX users_role_created_at_idx ON users (role, created_at DESC);
CREATE INDEX users_age_idx ON users (age) WHERE active = 1;
CREATE INDEX users_tenant_id_idx ON users (tenant_id);
