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
