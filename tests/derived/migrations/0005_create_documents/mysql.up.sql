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
    KEY documents_tenant_id_status_updated_at_idx (tenant_id, status, updated_at DESC),
    KEY documents_tenant_id_source_idx (tenant_id, source),
    FULLTEXT KEY documents_search_idx (search_tokens)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
