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
