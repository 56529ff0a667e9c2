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
