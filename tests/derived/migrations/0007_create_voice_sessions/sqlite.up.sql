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
