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
