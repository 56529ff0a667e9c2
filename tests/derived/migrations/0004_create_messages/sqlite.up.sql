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
