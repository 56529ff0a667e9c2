-- 0001_create_tenants on SQLite: makes the table.

CREATE TABLE tenants (
    id BLOB NOT NULL,
    tenant_id TEXT NOT NULL,
    name TEXT NOT NULL,
    plan TEXT NOT NULL DEFAULT 'free',
    status TEXT NOT NULL DEFAULT 'active',
    config TEXT NOT NULL DEFAULT '{}',
    quota TEXT NOT NULL DEFAULT '{"daily_tokens":100000,"daily_audio_minutes":60,"max_concurrent":3}',
    created_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    updated_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT tenants_pkey PRIMARY KEY (id),
    CONSTRAINT tenants_tenant_id_key UNIQUE (tenant_id),
    CONSTRAINT tenants_tenant_id_check CHECK (length(tenant_id) BETWEEN 3 AND 50 AND tenant_id NOT GLOB '*[^A-Za-z0-9_-]*'),
    CONSTRAINT tenants_name_check CHECK (length(name) <= 100),
    CONSTRAINT tenants_plan_check CHECK (plan IN ('free', 'basic', 'premium', 'enterprise')),
    CONSTRAINT tenants_status_check CHECK (status IN ('active', 'suspended', 'deleted')),
    CONSTRAINT tenants_config_check CHECK (json_valid(config)),
    CONSTRAINT tenants_quota_check CHECK (json_valid(quota))
) STRICT;

CREATE INDEX tenants_status_idx ON tenants (status);

CREATE INDEX tenants_plan_idx ON tenants (plan);

-- 0002_create_users on SQLite: makes the table.

CREATE TABLE users (
    id BLOB NOT NULL,
    user_id TEXT NOT NULL,
    tenant_id TEXT NOT NULL,
    openid TEXT,
    unionid TEXT,
    username TEXT NOT NULL,
    nickname TEXT NOT NULL,
    avatar_url TEXT,
    email TEXT,
    phone TEXT,
    role TEXT NOT NULL DEFAULT 'user',
    status TEXT NOT NULL DEFAULT 'active',
    last_login_at INTEGER,
    metadata TEXT NOT NULL DEFAULT '{}',
    created_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    updated_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_tenant_id_user_id_key UNIQUE (tenant_id, user_id),
    CONSTRAINT users_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT users_user_id_check CHECK (length(user_id) BETWEEN 3 AND 50 AND user_id NOT GLOB '*[^A-Za-z0-9_-]*'),
    CONSTRAINT users_tenant_id_check CHECK (length(tenant_id) <= 50 AND tenant_id NOT LIKE '% '),
    CONSTRAINT users_openid_check CHECK (length(openid) <= 100 AND openid NOT LIKE '% '),
    CONSTRAINT users_unionid_check CHECK (length(unionid) <= 100),
    CONSTRAINT users_username_check CHECK (length(username) <= 50),
    CONSTRAINT users_nickname_check CHECK (length(nickname) <= 100),
    CONSTRAINT users_email_check CHECK (length(email) <= 100),
    CONSTRAINT users_phone_check CHECK (length(phone) <= 20),
    CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'super_admin')),
    CONSTRAINT users_status_check CHECK (status IN ('active', 'inactive', 'banned')),
    CONSTRAINT users_metadata_check CHECK (json_valid(metadata))
) STRICT;

CREATE UNIQUE INDEX users_tenant_id_openid_key ON users (tenant_id, openid) WHERE openid IS NOT NULL;

CREATE INDEX users_tenant_id_status_idx ON users (tenant_id, status);

CREATE INDEX users_tenant_id_role_idx ON users (tenant_id, role);

CREATE INDEX users_last_login_at_idx ON users (last_login_at) WHERE last_login_at IS NOT NULL;

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

-- 0004_create_messages on SQLite: makes the table.

CREATE TABLE messages (
    id BLOB NOT NULL,
    conversation_id BLOB NOT NULL,
    user_id BLOB,
    tenant_id TEXT NOT NULL,
    role TEXT NOT NULL,
    content TEXT NOT NULL,
    modality TEXT NOT NULL DEFAULT 'text',
    token_count INTEGER NOT NULL DEFAULT 0,
    metadata TEXT NOT NULL DEFAULT '{}',
    "references" TEXT NOT NULL DEFAULT '[]',
    created_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    search_tokens TEXT NOT NULL,
    search_id INTEGER,
    CONSTRAINT messages_pkey PRIMARY KEY (id),
    CONSTRAINT messages_search_id_key UNIQUE (search_id),
    CONSTRAINT messages_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT messages_tenant_id_conversation_id_fkey FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT messages_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT messages_tenant_id_check CHECK (length(tenant_id) <= 50 AND tenant_id NOT LIKE '% '),
    CONSTRAINT messages_role_check CHECK (role IN ('user', 'assistant', 'system')),
    CONSTRAINT messages_content_check CHECK (length(content) BETWEEN 1 AND 10000),
    CONSTRAINT messages_modality_check CHECK (modality IN ('text', 'voice', 'image')),
    CONSTRAINT messages_token_count_check CHECK (token_count >= 0),
    CONSTRAINT messages_metadata_check CHECK (json_valid(metadata)),
    CONSTRAINT messages_references_check CHECK (json_valid("references"))
) STRICT;

CREATE INDEX messages_conversation_id_created_at_idx ON messages (conversation_id, created_at DESC);

CREATE INDEX messages_conversation_id_role_idx ON messages (conversation_id, role);

CREATE INDEX messages_modality_created_at_idx ON messages (modality, created_at DESC);

CREATE INDEX messages_tenant_id_conversation_id_idx ON messages (tenant_id, conversation_id);

CREATE INDEX messages_user_id_idx ON messages (user_id);

CREATE VIRTUAL TABLE messages_search USING fts5(search_tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');

CREATE TRIGGER messages_search_insert AFTER INSERT ON messages BEGIN
    UPDATE messages SET search_id = (SELECT coalesce(max(search_id), 0) + 1 FROM messages) WHERE rowid = new.rowid;
    INSERT INTO messages_search (rowid, search_tokens) SELECT search_id, search_tokens FROM messages WHERE rowid = new.rowid;
END;

CREATE TRIGGER messages_search_update AFTER UPDATE OF search_tokens ON messages BEGIN
    UPDATE messages_search SET search_tokens = new.search_tokens WHERE rowid = new.search_id;
END;

CREATE TRIGGER messages_search_delete AFTER DELETE ON messages BEGIN
    DELETE FROM messages_search WHERE rowid = old.search_id;
END;

-- 0005_create_documents on SQLite: makes the table.

CREATE TABLE documents (
    id BLOB NOT NULL,
    document_id TEXT NOT NULL,
    tenant_id TEXT NOT NULL,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    content_type TEXT NOT NULL DEFAULT 'text/plain',
    source TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'active',
    metadata TEXT NOT NULL DEFAULT '{}',
    created_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    updated_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    search_tokens TEXT NOT NULL,
    search_id INTEGER,
    CONSTRAINT documents_pkey PRIMARY KEY (id),
    CONSTRAINT documents_tenant_id_document_id_key UNIQUE (tenant_id, document_id),
    CONSTRAINT documents_search_id_key UNIQUE (search_id),
    CONSTRAINT documents_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT documents_document_id_check CHECK (length(document_id) BETWEEN 3 AND 50 AND document_id NOT GLOB '*[^A-Za-z0-9_-]*'),
    CONSTRAINT documents_tenant_id_check CHECK (length(tenant_id) <= 50 AND tenant_id NOT LIKE '% '),
    CONSTRAINT documents_title_check CHECK (length(title) BETWEEN 1 AND 200),
    CONSTRAINT documents_content_check CHECK (length(content) BETWEEN 1 AND 1000000),
    CONSTRAINT documents_content_type_check CHECK (length(content_type) <= 50),
    CONSTRAINT documents_source_check CHECK (length(source) <= 100),
    CONSTRAINT documents_status_check CHECK (status IN ('active', 'archived', 'deleted')),
    CONSTRAINT documents_metadata_check CHECK (json_valid(metadata))
) STRICT;

CREATE INDEX documents_tenant_id_status_updated_at_idx ON documents (tenant_id, status, updated_at DESC);

CREATE INDEX documents_tenant_id_source_idx ON documents (tenant_id, source);

CREATE VIRTUAL TABLE documents_search USING fts5(search_tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');

CREATE TRIGGER documents_search_insert AFTER INSERT ON documents BEGIN
    UPDATE documents SET search_id = (SELECT coalesce(max(search_id), 0) + 1 FROM documents) WHERE rowid = new.rowid;
    INSERT INTO documents_search (rowid, search_tokens) SELECT search_id, search_tokens FROM documents WHERE rowid = new.rowid;
END;

CREATE TRIGGER documents_search_update AFTER UPDATE OF search_tokens ON documents BEGIN
    UPDATE documents_search SET search_tokens = new.search_tokens WHERE rowid = new.search_id;
END;

CREATE TRIGGER documents_search_delete AFTER DELETE ON documents BEGIN
    DELETE FROM documents_search WHERE rowid = old.search_id;
END;

-- 0006_create_api_keys on SQLite: makes the table.

CREATE TABLE api_keys (
    id BLOB NOT NULL,
    key_id TEXT NOT NULL,
    tenant_id TEXT NOT NULL,
    user_id BLOB,
    name TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    permissions TEXT NOT NULL DEFAULT '[]',
    status TEXT NOT NULL DEFAULT 'active',
    expires_at INTEGER,
    last_used_at INTEGER,
    rate_limit INTEGER,
    created_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT api_keys_pkey PRIMARY KEY (id),
    CONSTRAINT api_keys_tenant_id_key_id_key UNIQUE (tenant_id, key_id),
    CONSTRAINT api_keys_key_hash_key UNIQUE (key_hash),
    CONSTRAINT api_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT api_keys_key_id_check CHECK (length(key_id) BETWEEN 3 AND 50 AND key_id NOT GLOB '*[^A-Za-z0-9_-]*'),
    CONSTRAINT api_keys_tenant_id_check CHECK (length(tenant_id) <= 50 AND tenant_id NOT LIKE '% '),
    CONSTRAINT api_keys_name_check CHECK (length(name) <= 100),
    CONSTRAINT api_keys_key_hash_check CHECK (length(key_hash) <= 128 AND key_hash NOT LIKE '% '),
    CONSTRAINT api_keys_permissions_check CHECK (json_valid(permissions)),
    CONSTRAINT api_keys_status_check CHECK (status IN ('active', 'revoked', 'expired'))
) STRICT;

CREATE INDEX api_keys_tenant_id_status_expires_at_idx ON api_keys (tenant_id, status, expires_at);

CREATE INDEX api_keys_user_id_idx ON api_keys (user_id);

-- 0007_create_voice_sessions on SQLite: makes the table.

CREATE TABLE voice_sessions (
    id BLOB NOT NULL,
    session_id TEXT NOT NULL,
    user_id BLOB NOT NULL,
    tenant_id TEXT NOT NULL,
    conversation_id BLOB,
    status TEXT NOT NULL DEFAULT 'active',
    config TEXT NOT NULL DEFAULT '{}',
    start_time INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    end_time INTEGER,
    duration_seconds INTEGER NOT NULL DEFAULT 0,
    audio_duration_seconds INTEGER NOT NULL DEFAULT 0,
    metadata TEXT NOT NULL DEFAULT '{}',
    CONSTRAINT voice_sessions_pkey PRIMARY KEY (id),
    CONSTRAINT voice_sessions_tenant_id_session_id_key UNIQUE (tenant_id, session_id),
    CONSTRAINT voice_sessions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT voice_sessions_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT voice_sessions_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations (id) ON DELETE SET NULL,
    CONSTRAINT voice_sessions_session_id_check CHECK (length(session_id) BETWEEN 3 AND 50 AND session_id NOT GLOB '*[^A-Za-z0-9_-]*'),
    CONSTRAINT voice_sessions_tenant_id_check CHECK (length(tenant_id) <= 50 AND tenant_id NOT LIKE '% '),
    CONSTRAINT voice_sessions_status_check CHECK (status IN ('active', 'completed', 'failed', 'cancelled')),
    CONSTRAINT voice_sessions_config_check CHECK (json_valid(config)),
    CONSTRAINT voice_sessions_duration_seconds_check CHECK (duration_seconds >= 0),
    CONSTRAINT voice_sessions_audio_duration_seconds_check CHECK (audio_duration_seconds >= 0),
    CONSTRAINT voice_sessions_metadata_check CHECK (json_valid(metadata))
) STRICT;

CREATE INDEX voice_sessions_user_id_status_idx ON voice_sessions (user_id, status);

CREATE INDEX voice_sessions_tenant_id_start_time_idx ON voice_sessions (tenant_id, start_time DESC);

CREATE INDEX voice_sessions_conversation_id_idx ON voice_sessions (conversation_id);

CREATE INDEX voice_sessions_tenant_id_user_id_idx ON voice_sessions (tenant_id, user_id);

-- 0008_create_usage_stats on SQLite: makes the table.

CREATE TABLE usage_stats (
    id BLOB NOT NULL,
    tenant_id TEXT NOT NULL,
    user_id BLOB,
    date TEXT NOT NULL,
    metric_type TEXT NOT NULL,
    metric_value INTEGER NOT NULL DEFAULT 0,
    metadata TEXT NOT NULL DEFAULT '{}',
    created_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT usage_stats_pkey PRIMARY KEY (id),
    CONSTRAINT usage_stats_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT usage_stats_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT usage_stats_tenant_id_check CHECK (length(tenant_id) <= 50 AND tenant_id NOT LIKE '% '),
    CONSTRAINT usage_stats_metric_type_check CHECK (length(metric_type) <= 50 AND metric_type NOT LIKE '% '),
    CONSTRAINT usage_stats_metadata_check CHECK (json_valid(metadata))
) STRICT;

CREATE UNIQUE INDEX usage_stats_tenant_id_user_id_date_metric_type_key ON usage_stats (tenant_id, coalesce(user_id, x''), date, metric_type);

CREATE INDEX usage_stats_date_idx ON usage_stats (date);

CREATE INDEX usage_stats_metric_type_idx ON usage_stats (metric_type);

CREATE INDEX usage_stats_tenant_id_user_id_idx ON usage_stats (tenant_id, user_id);
