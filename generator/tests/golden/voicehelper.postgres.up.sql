-- 0001_create_tenants on PostgreSQL: makes the table.

CREATE TABLE tenants (
    id uuid NOT NULL,
    tenant_id varchar(50) NOT NULL,
    name varchar(100) NOT NULL,
    plan text NOT NULL DEFAULT 'free',
    status text NOT NULL DEFAULT 'active',
    config jsonb NOT NULL DEFAULT '{}',
    quota jsonb NOT NULL DEFAULT '{"daily_tokens":100000,"daily_audio_minutes":60,"max_concurrent":3}',
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT tenants_pkey PRIMARY KEY (id),
    CONSTRAINT tenants_tenant_id_key UNIQUE (tenant_id),
    CONSTRAINT tenants_tenant_id_check CHECK (char_length(tenant_id) >= 3 AND tenant_id ~ '^[A-Za-z0-9_-]+$'),
    CONSTRAINT tenants_plan_check CHECK (plan IN ('free', 'basic', 'premium', 'enterprise')),
    CONSTRAINT tenants_status_check CHECK (status IN ('active', 'suspended', 'deleted'))
);

CREATE INDEX tenants_status_idx ON tenants (status);

CREATE INDEX tenants_plan_idx ON tenants (plan);

-- 0002_create_users on PostgreSQL: makes the table.

CREATE TABLE users (
    id uuid NOT NULL,
    user_id varchar(50) NOT NULL,
    tenant_id varchar(50) NOT NULL,
    openid varchar(100),
    unionid varchar(100),
    username varchar(50) NOT NULL,
    nickname varchar(100) NOT NULL,
    avatar_url text,
    email varchar(100),
    phone varchar(20),
    role text NOT NULL DEFAULT 'user',
    status text NOT NULL DEFAULT 'active',
    last_login_at timestamptz,
    metadata jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_tenant_id_user_id_key UNIQUE (tenant_id, user_id),
    CONSTRAINT users_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT users_user_id_check CHECK (char_length(user_id) >= 3 AND user_id ~ '^[A-Za-z0-9_-]+$'),
    CONSTRAINT users_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT users_openid_check CHECK (openid NOT LIKE '% '),
    CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'super_admin')),
    CONSTRAINT users_status_check CHECK (status IN ('active', 'inactive', 'banned'))
);

CREATE UNIQUE INDEX users_tenant_id_openid_key ON users (tenant_id, openid) WHERE openid IS NOT NULL;

CREATE INDEX users_tenant_id_status_idx ON users (tenant_id, status);

CREATE INDEX users_tenant_id_role_idx ON users (tenant_id, role);

CREATE INDEX users_last_login_at_idx ON users (last_login_at) WHERE last_login_at IS NOT NULL;

-- 0003_create_conversations on PostgreSQL: makes the table.

CREATE TABLE conversations (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    tenant_id varchar(50) NOT NULL,
    title varchar(200) NOT NULL,
    summary text NOT NULL DEFAULT '',
    status text NOT NULL DEFAULT 'active',
    metadata jsonb NOT NULL DEFAULT '{}',
    msg_count integer NOT NULL DEFAULT 0,
    token_count bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    deleted_at timestamptz,
    CONSTRAINT conversations_pkey PRIMARY KEY (id),
    CONSTRAINT conversations_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT conversations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT conversations_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT conversations_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT conversations_status_check CHECK (status IN ('active', 'archived'))
);

CREATE INDEX conversations_user_id_updated_at_idx ON conversations (user_id, updated_at DESC);

CREATE INDEX conversations_tenant_id_status_created_at_idx ON conversations (tenant_id, status, created_at DESC);

CREATE INDEX conversations_token_count_idx ON conversations (token_count DESC) WHERE token_count > 0;

CREATE INDEX conversations_metadata_idx ON conversations USING gin (metadata jsonb_path_ops);

CREATE INDEX conversations_tenant_id_user_id_idx ON conversations (tenant_id, user_id);

-- 0004_create_messages on PostgreSQL: makes the table.

CREATE EXTENSION IF NOT EXISTS btree_gin;

CREATE TABLE messages (
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    user_id uuid,
    tenant_id varchar(50) NOT NULL,
    role text NOT NULL,
    content text NOT NULL,
    modality text NOT NULL DEFAULT 'text',
    token_count integer NOT NULL DEFAULT 0,
    metadata jsonb NOT NULL DEFAULT '{}',
    "references" jsonb NOT NULL DEFAULT '[]',
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    search_tokens text[] NOT NULL,
    CONSTRAINT messages_pkey PRIMARY KEY (id),
    CONSTRAINT messages_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT messages_tenant_id_conversation_id_fkey FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT messages_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT messages_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT messages_role_check CHECK (role IN ('user', 'assistant', 'system')),
    CONSTRAINT messages_content_check CHECK (char_length(content) BETWEEN 1 AND 10000),
    CONSTRAINT messages_modality_check CHECK (modality IN ('text', 'voice', 'image')),
    CONSTRAINT messages_token_count_check CHECK (token_count >= 0)
);

CREATE INDEX messages_conversation_id_created_at_idx ON messages (conversation_id, created_at DESC);

CREATE INDEX messages_conversation_id_role_idx ON messages (conversation_id, role);

CREATE INDEX messages_modality_created_at_idx ON messages (modality, created_at DESC);

CREATE INDEX messages_tenant_id_conversation_id_idx ON messages (tenant_id, conversation_id);

CREATE INDEX messages_user_id_idx ON messages (user_id);

CREATE INDEX messages_search_idx ON messages USING gin (tenant_id, search_tokens);

-- 0005_create_documents on PostgreSQL: makes the table.

CREATE TABLE documents (
    id uuid NOT NULL,
    document_id varchar(50) NOT NULL,
    tenant_id varchar(50) NOT NULL,
    title varchar(200) NOT NULL,
    content text NOT NULL,
    content_type varchar(50) NOT NULL DEFAULT 'text/plain',
    source varchar(100) NOT NULL,
    status text NOT NULL DEFAULT 'active',
    metadata jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    search_tokens text[] NOT NULL,
    CONSTRAINT documents_pkey PRIMARY KEY (id),
    CONSTRAINT documents_tenant_id_document_id_key UNIQUE (tenant_id, document_id),
    CONSTRAINT documents_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT documents_document_id_check CHECK (char_length(document_id) >= 3 AND document_id ~ '^[A-Za-z0-9_-]+$'),
    CONSTRAINT documents_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT documents_title_check CHECK (char_length(title) >= 1),
    CONSTRAINT documents_content_check CHECK (char_length(content) BETWEEN 1 AND 1000000),
    CONSTRAINT documents_status_check CHECK (status IN ('active', 'archived', 'deleted'))
);

CREATE INDEX documents_tenant_id_status_updated_at_idx ON documents (tenant_id, status, updated_at DESC);

CREATE INDEX documents_tenant_id_source_idx ON documents (tenant_id, source);

CREATE INDEX documents_search_idx ON documents USING gin (tenant_id, search_tokens);

-- 0006_create_api_keys on PostgreSQL: makes the table.

CREATE TABLE api_keys (
    id uuid NOT NULL,
    key_id varchar(50) NOT NULL,
    tenant_id varchar(50) NOT NULL,
    user_id uuid,
    name varchar(100) NOT NULL,
    key_hash varchar(128) NOT NULL,
    permissions jsonb NOT NULL DEFAULT '[]',
    status text NOT NULL DEFAULT 'active',
    expires_at timestamptz,
    last_used_at timestamptz,
    rate_limit integer,
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT api_keys_pkey PRIMARY KEY (id),
    CONSTRAINT api_keys_tenant_id_key_id_key UNIQUE (tenant_id, key_id),
    CONSTRAINT api_keys_key_hash_key UNIQUE (key_hash),
    CONSTRAINT api_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT api_keys_key_id_check CHECK (char_length(key_id) >= 3 AND key_id ~ '^[A-Za-z0-9_-]+$'),
    CONSTRAINT api_keys_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT api_keys_key_hash_check CHECK (key_hash NOT LIKE '% '),
    CONSTRAINT api_keys_status_check CHECK (status IN ('active', 'revoked', 'expired'))
);

CREATE INDEX api_keys_tenant_id_status_expires_at_idx ON api_keys (tenant_id, status, expires_at);

CREATE INDEX api_keys_user_id_idx ON api_keys (user_id);

-- 0007_create_voice_sessions on PostgreSQL: makes the table.

CREATE TABLE voice_sessions (
    id uuid NOT NULL,
    session_id varchar(50) NOT NULL,
    user_id uuid NOT NULL,
    tenant_id varchar(50) NOT NULL,
    conversation_id uuid,
    status text NOT NULL DEFAULT 'active',
    config jsonb NOT NULL DEFAULT '{}',
    start_time timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    end_time timestamptz,
    duration_seconds integer NOT NULL DEFAULT 0,
    audio_duration_seconds integer NOT NULL DEFAULT 0,
    metadata jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT voice_sessions_pkey PRIMARY KEY (id),
    CONSTRAINT voice_sessions_tenant_id_session_id_key UNIQUE (tenant_id, session_id),
    CONSTRAINT voice_sessions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT voice_sessions_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT voice_sessions_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations (id) ON DELETE SET NULL,
    CONSTRAINT voice_sessions_session_id_check CHECK (char_length(session_id) >= 3 AND session_id ~ '^[A-Za-z0-9_-]+$'),
    CONSTRAINT voice_sessions_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT voice_sessions_status_check CHECK (status IN ('active', 'completed', 'failed', 'cancelled')),
    CONSTRAINT voice_sessions_duration_seconds_check CHECK (duration_seconds >= 0),
    CONSTRAINT voice_sessions_audio_duration_seconds_check CHECK (audio_duration_seconds >= 0)
);

CREATE INDEX voice_sessions_user_id_status_idx ON voice_sessions (user_id, status);

CREATE INDEX voice_sessions_tenant_id_start_time_idx ON voice_sessions (tenant_id, start_time DESC);

CREATE INDEX voice_sessions_conversation_id_idx ON voice_sessions (conversation_id);

CREATE INDEX voice_sessions_tenant_id_user_id_idx ON voice_sessions (tenant_id, user_id);

-- 0008_create_usage_stats on PostgreSQL: makes the table.

CREATE TABLE usage_stats (
    id uuid NOT NULL,
    tenant_id varchar(50) NOT NULL,
    user_id uuid,
    date date NOT NULL,
    metric_type varchar(50) NOT NULL,
    metric_value bigint NOT NULL DEFAULT 0,
    metadata jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT usage_stats_pkey PRIMARY KEY (id),
    CONSTRAINT usage_stats_tenant_id_user_id_date_metric_type_key UNIQUE NULLS NOT DISTINCT (tenant_id, user_id, date, metric_type),
    CONSTRAINT usage_stats_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT usage_stats_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT usage_stats_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT usage_stats_metric_type_check CHECK (metric_type NOT LIKE '% ')
);

CREATE INDEX usage_stats_date_idx ON usage_stats (date);

CREATE INDEX usage_stats_metric_type_idx ON usage_stats (metric_type);

CREATE INDEX usage_stats_tenant_id_user_id_idx ON usage_stats (tenant_id, user_id);
