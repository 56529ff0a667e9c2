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
