-- 0001_create_tenants on MySQL: makes the table.

CREATE TABLE tenants (
    id BINARY(16) NOT NULL,
    tenant_id VARCHAR(50) NOT NULL,
    name VARCHAR(100) NOT NULL,
    plan VARCHAR(10) NOT NULL DEFAULT 'free',
    status VARCHAR(9) NOT NULL DEFAULT 'active',
    config JSON NOT NULL DEFAULT ('{}'),
    quota JSON NOT NULL DEFAULT ('{"daily_tokens":100000,"daily_audio_minutes":60,"max_concurrent":3}'),
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    updated_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    CONSTRAINT tenants_pkey PRIMARY KEY (id),
    CONSTRAINT tenants_tenant_id_key UNIQUE (tenant_id),
    CONSTRAINT tenants_tenant_id_check CHECK (CHAR_LENGTH(tenant_id) >= 3 AND tenant_id NOT REGEXP '[^A-Za-z0-9_-]'),
    CONSTRAINT tenants_plan_check CHECK (plan IN ('free', 'basic', 'premium', 'enterprise')),
    CONSTRAINT tenants_status_check CHECK (status IN ('active', 'suspended', 'deleted')),
    KEY tenants_status_idx (status),
    KEY tenants_plan_idx (plan)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- 0002_create_users on MySQL: makes the table.

CREATE TABLE users (
    id BINARY(16) NOT NULL,
    user_id VARCHAR(50) NOT NULL,
    tenant_id VARCHAR(50) NOT NULL,
    openid VARCHAR(100),
    unionid VARCHAR(100),
    username VARCHAR(50) NOT NULL,
    nickname VARCHAR(100) NOT NULL,
    avatar_url LONGTEXT,
    email VARCHAR(100),
    phone VARCHAR(20),
    role VARCHAR(11) NOT NULL DEFAULT 'user',
    status VARCHAR(8) NOT NULL DEFAULT 'active',
    last_login_at DATETIME(6),
    metadata JSON NOT NULL DEFAULT ('{}'),
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    updated_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_tenant_id_user_id_key UNIQUE (tenant_id, user_id),
    CONSTRAINT users_tenant_id_openid_key UNIQUE (tenant_id, openid),
    CONSTRAINT users_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT users_user_id_check CHECK (CHAR_LENGTH(user_id) >= 3 AND user_id NOT REGEXP '[^A-Za-z0-9_-]'),
    CONSTRAINT users_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT users_openid_check CHECK (openid NOT LIKE '% '),
    CONSTRAINT users_role_check CHECK (role IN ('user', 'admin', 'super_admin')),
    CONSTRAINT users_status_check CHECK (status IN ('active', 'inactive', 'banned')),
    KEY users_tenant_id_status_idx (tenant_id, status),
    KEY users_tenant_id_role_idx (tenant_id, role),
    KEY users_last_login_at_idx (last_login_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- 0003_create_conversations on MySQL: makes the table.

CREATE TABLE conversations (
    id BINARY(16) NOT NULL,
    user_id BINARY(16) NOT NULL,
    tenant_id VARCHAR(50) NOT NULL,
    title VARCHAR(200) NOT NULL,
    summary LONGTEXT NOT NULL DEFAULT (''),
    status VARCHAR(8) NOT NULL DEFAULT 'active',
    metadata JSON NOT NULL DEFAULT ('{}'),
    msg_count INT NOT NULL DEFAULT 0,
    token_count BIGINT NOT NULL DEFAULT 0,
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    updated_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    deleted_at DATETIME(6),
    CONSTRAINT conversations_pkey PRIMARY KEY (id),
    CONSTRAINT conversations_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT conversations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT conversations_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT conversations_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT conversations_status_check CHECK (status IN ('active', 'archived')),
    KEY conversations_user_id_updated_at_idx (user_id, updated_at DESC, id DESC),
    KEY conversations_tenant_id_status_created_at_idx (tenant_id, status, created_at DESC, id DESC),
    KEY conversations_token_count_idx (token_count DESC, id DESC),
    KEY conversations_tenant_id_user_id_idx (tenant_id, user_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- 0004_create_messages on MySQL: makes the table.

CREATE TABLE messages (
    id BINARY(16) NOT NULL,
    conversation_id BINARY(16) NOT NULL,
    user_id BINARY(16),
    tenant_id VARCHAR(50) NOT NULL,
    role VARCHAR(9) NOT NULL,
    content MEDIUMTEXT NOT NULL,
    modality VARCHAR(5) NOT NULL DEFAULT 'text',
    token_count INT NOT NULL DEFAULT 0,
    metadata JSON NOT NULL DEFAULT ('{}'),
    `references` JSON NOT NULL DEFAULT ('[]'),
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    search_tokens LONGTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    CONSTRAINT messages_pkey PRIMARY KEY (id),
    CONSTRAINT messages_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT messages_tenant_id_conversation_id_fkey FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT messages_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT messages_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT messages_role_check CHECK (role IN ('user', 'assistant', 'system')),
    CONSTRAINT messages_content_check CHECK (CHAR_LENGTH(content) BETWEEN 1 AND 10000),
    CONSTRAINT messages_modality_check CHECK (modality IN ('text', 'voice', 'image')),
    CONSTRAINT messages_token_count_check CHECK (token_count >= 0),
    KEY messages_conversation_id_created_at_idx (conversation_id, created_at DESC, id DESC),
    KEY messages_conversation_id_role_idx (conversation_id, role),
    KEY messages_modality_created_at_idx (modality, created_at DESC, id DESC),
    KEY messages_tenant_id_conversation_id_idx (tenant_id, conversation_id),
    KEY messages_user_id_idx (user_id),
    FULLTEXT KEY messages_search_idx (search_tokens)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- 0005_create_documents on MySQL: makes the table.

CREATE TABLE documents (
    id BINARY(16) NOT NULL,
    document_id VARCHAR(50) NOT NULL,
    tenant_id VARCHAR(50) NOT NULL,
    title VARCHAR(200) NOT NULL,
    content MEDIUMTEXT NOT NULL,
    content_type VARCHAR(50) NOT NULL DEFAULT 'text/plain',
    source VARCHAR(100) NOT NULL,
    status VARCHAR(8) NOT NULL DEFAULT 'active',
    metadata JSON NOT NULL DEFAULT ('{}'),
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    updated_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    search_tokens LONGTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    CONSTRAINT documents_pkey PRIMARY KEY (id),
    CONSTRAINT documents_tenant_id_document_id_key UNIQUE (tenant_id, document_id),
    CONSTRAINT documents_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT documents_document_id_check CHECK (CHAR_LENGTH(document_id) >= 3 AND document_id NOT REGEXP '[^A-Za-z0-9_-]'),
    CONSTRAINT documents_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT documents_title_check CHECK (CHAR_LENGTH(title) >= 1),
    CONSTRAINT documents_content_check CHECK (CHAR_LENGTH(content) BETWEEN 1 AND 1000000),
    CONSTRAINT documents_status_check CHECK (status IN ('active', 'archived', 'deleted')),
    KEY documents_tenant_id_status_updated_at_idx (tenant_id, status, updated_at DESC, id DESC),
    KEY documents_tenant_id_source_idx (tenant_id, source),
    FULLTEXT KEY documents_search_idx (search_tokens)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- 0006_create_api_keys on MySQL: makes the table.

CREATE TABLE api_keys (
    id BINARY(16) NOT NULL,
    key_id VARCHAR(50) NOT NULL,
    tenant_id VARCHAR(50) NOT NULL,
    user_id BINARY(16),
    name VARCHAR(100) NOT NULL,
    key_hash VARCHAR(128) NOT NULL,
    permissions JSON NOT NULL DEFAULT ('[]'),
    status VARCHAR(7) NOT NULL DEFAULT 'active',
    expires_at DATETIME(6),
    last_used_at DATETIME(6),
    rate_limit INT,
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    CONSTRAINT api_keys_pkey PRIMARY KEY (id),
    CONSTRAINT api_keys_tenant_id_key_id_key UNIQUE (tenant_id, key_id),
    CONSTRAINT api_keys_key_hash_key UNIQUE (key_hash),
    CONSTRAINT api_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT api_keys_key_id_check CHECK (CHAR_LENGTH(key_id) >= 3 AND key_id NOT REGEXP '[^A-Za-z0-9_-]'),
    CONSTRAINT api_keys_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT api_keys_key_hash_check CHECK (key_hash NOT LIKE '% '),
    CONSTRAINT api_keys_status_check CHECK (status IN ('active', 'revoked', 'expired')),
    KEY api_keys_tenant_id_status_expires_at_idx (tenant_id, status, expires_at),
    KEY api_keys_user_id_idx (user_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- 0007_create_voice_sessions on MySQL: makes the table.

CREATE TABLE voice_sessions (
    id BINARY(16) NOT NULL,
    session_id VARCHAR(50) NOT NULL,
    user_id BINARY(16) NOT NULL,
    tenant_id VARCHAR(50) NOT NULL,
    conversation_id BINARY(16),
    status VARCHAR(9) NOT NULL DEFAULT 'active',
    config JSON NOT NULL DEFAULT ('{}'),
    start_time DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    end_time DATETIME(6),
    duration_seconds INT NOT NULL DEFAULT 0,
    audio_duration_seconds INT NOT NULL DEFAULT 0,
    metadata JSON NOT NULL DEFAULT ('{}'),
    CONSTRAINT voice_sessions_pkey PRIMARY KEY (id),
    CONSTRAINT voice_sessions_tenant_id_session_id_key UNIQUE (tenant_id, session_id),
    CONSTRAINT voice_sessions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT voice_sessions_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT voice_sessions_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations (id) ON DELETE SET NULL,
    CONSTRAINT voice_sessions_session_id_check CHECK (CHAR_LENGTH(session_id) >= 3 AND session_id NOT REGEXP '[^A-Za-z0-9_-]'),
    CONSTRAINT voice_sessions_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT voice_sessions_status_check CHECK (status IN ('active', 'completed', 'failed', 'cancelled')),
    CONSTRAINT voice_sessions_duration_seconds_check CHECK (duration_seconds >= 0),
    CONSTRAINT voice_sessions_audio_duration_seconds_check CHECK (audio_duration_seconds >= 0),
    KEY voice_sessions_user_id_status_idx (user_id, status),
    KEY voice_sessions_tenant_id_start_time_idx (tenant_id, start_time DESC, id DESC),
    KEY voice_sessions_conversation_id_idx (conversation_id),
    KEY voice_sessions_tenant_id_user_id_idx (tenant_id, user_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- 0008_create_usage_stats on MySQL: makes the table.

CREATE TABLE usage_stats (
    id BINARY(16) NOT NULL,
    tenant_id VARCHAR(50) NOT NULL,
    user_id BINARY(16),
    date DATE NOT NULL,
    metric_type VARCHAR(50) NOT NULL,
    metric_value BIGINT NOT NULL DEFAULT 0,
    metadata JSON NOT NULL DEFAULT ('{}'),
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    user_id_unique VARBINARY(16) GENERATED ALWAYS AS (COALESCE(user_id, X'')) VIRTUAL,
    CONSTRAINT usage_stats_pkey PRIMARY KEY (id),
    CONSTRAINT usage_stats_tenant_id_user_id_date_metric_type_key UNIQUE (tenant_id, user_id_unique, date, metric_type),
    CONSTRAINT usage_stats_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT usage_stats_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT usage_stats_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT usage_stats_metric_type_check CHECK (metric_type NOT LIKE '% '),
    KEY usage_stats_date_idx (date),
    KEY usage_stats_metric_type_idx (metric_type),
    KEY usage_stats_tenant_id_user_id_idx (tenant_id, user_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
