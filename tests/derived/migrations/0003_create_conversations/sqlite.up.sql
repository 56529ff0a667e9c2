-- 0003_create_conversations on SQLite: makes the table.

CREATE TABLE conversations (
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    tenant_id TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'active',
    metadata TEXT NOT NULL DEFAULT '{}',
    msg_count INTEGER NOT NULL DEFAULT 0,
    token_count INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    updated_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    deleted_at INTEGER,
    CONSTRAINT conversations_pkey PRIMARY KEY (id),
    CONSTRAINT conversations_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT conversations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT conversations_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT conversations_tenant_id_check CHECK (length(tenant_id) <= 50 AND tenant_id NOT LIKE '% '),
    CONSTRAINT conversations_title_check CHECK (length(title) <= 200),
    CONSTRAINT conversations_status_check CHECK (status IN ('active', 'archived')),
    CONSTRAINT conversations_metadata_check CHECK (json_valid(metadata))
) STRICT;

CREATE INDEX conversations_user_id_updated_at_idx ON conversations (user_id, updated_at DESC);

CREATE INDEX conversations_tenant_id_status_created_at_idx ON conversations (tenant_id, status, created_at DESC);

CREATE INDEX conversations_token_count_idx ON conversations (token_count DESC) WHERE token_count > 0;

CREATE INDEX conversations_tenant_id_user_id_idx ON conversations (tenant_id, user_id);
