-- 0009_change_messages_and_7_more on PostgreSQL: changes 8 tables.

-- Looks for rows of api_keys whose parent in users is not.
-- Nothing is changed while there are any.
SELECT child.id
FROM api_keys AS child
WHERE child.tenant_id IS NOT NULL AND child.user_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM users AS parent WHERE parent.tenant_id = child.tenant_id AND parent.id = child.user_id)
LIMIT 4;

-- Looks for rows of messages whose parent in users is not.
-- Nothing is changed while there are any.
SELECT child.id
FROM messages AS child
WHERE child.tenant_id IS NOT NULL AND child.user_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM users AS parent WHERE parent.tenant_id = child.tenant_id AND parent.id = child.user_id)
LIMIT 4;

-- Looks for rows of voice_sessions whose parent in conversations is not.
-- Nothing is changed while there are any.
SELECT child.id
FROM voice_sessions AS child
WHERE child.tenant_id IS NOT NULL AND child.conversation_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM conversations AS parent WHERE parent.tenant_id = child.tenant_id AND parent.id = child.conversation_id)
LIMIT 4;

-- Changes api_keys.tenant_id to text. The rows stay as they are.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE api_keys
    DROP CONSTRAINT api_keys_tenant_id_check,
    ALTER COLUMN tenant_id TYPE text;

-- Adds a rule of api_keys.tenant_id: new values keep it from here on.
ALTER TABLE api_keys
    ADD CONSTRAINT api_keys_tenant_id_check CHECK (tenant_id NOT LIKE '% ' AND char_length(tenant_id) <= 50) NOT VALID;

-- Checks tenant_id in the rows that are there, without blocking writes.
ALTER TABLE api_keys VALIDATE CONSTRAINT api_keys_tenant_id_check;

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY api_keys_id_idx ON api_keys (id);

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY api_keys_pkey_next ON api_keys (tenant_id, id);

-- Changes conversations.tenant_id to text. The rows stay as they are.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE conversations
    DROP CONSTRAINT conversations_tenant_id_check,
    ALTER COLUMN tenant_id TYPE text;

-- Adds a rule of conversations.tenant_id: new values keep it from here on.
ALTER TABLE conversations
    ADD CONSTRAINT conversations_tenant_id_check CHECK (tenant_id NOT LIKE '% ' AND char_length(tenant_id) <= 50) NOT VALID;

-- Checks tenant_id in the rows that are there, without blocking writes.
ALTER TABLE conversations VALIDATE CONSTRAINT conversations_tenant_id_check;

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY conversations_id_idx ON conversations (id);

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY conversations_pkey_next ON conversations (tenant_id, id);

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY documents_search_idx;

-- Changes documents.tenant_id to text. The rows stay as they are.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE documents
    DROP CONSTRAINT documents_tenant_id_check,
    ALTER COLUMN tenant_id TYPE text;

-- Adds a rule of documents.tenant_id: new values keep it from here on.
ALTER TABLE documents
    ADD CONSTRAINT documents_tenant_id_check CHECK (tenant_id NOT LIKE '% ' AND char_length(tenant_id) <= 50) NOT VALID;

-- Checks tenant_id in the rows that are there, without blocking writes.
ALTER TABLE documents VALIDATE CONSTRAINT documents_tenant_id_check;

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY documents_id_idx ON documents (id);

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY documents_pkey_next ON documents (tenant_id, id);

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY documents_search_idx ON documents USING gin (tenant_id, search_tokens);

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY messages_search_idx;

-- Changes messages.tenant_id to text. The rows stay as they are.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE messages
    DROP CONSTRAINT messages_tenant_id_check,
    ALTER COLUMN tenant_id TYPE text;

-- Adds a rule of messages.tenant_id: new values keep it from here on.
ALTER TABLE messages
    ADD CONSTRAINT messages_tenant_id_check CHECK (tenant_id NOT LIKE '% ' AND char_length(tenant_id) <= 50) NOT VALID;

-- Checks tenant_id in the rows that are there, without blocking writes.
ALTER TABLE messages VALIDATE CONSTRAINT messages_tenant_id_check;

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY messages_id_idx ON messages (id);

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY messages_pkey_next ON messages (tenant_id, id);

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY messages_search_idx ON messages USING gin (tenant_id, search_tokens);

-- Changes tenants.tenant_id to text. The rows stay as they are.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE tenants
    DROP CONSTRAINT tenants_tenant_id_check,
    ALTER COLUMN tenant_id TYPE text;

-- Adds a rule of tenants.tenant_id: new values keep it from here on.
ALTER TABLE tenants
    ADD CONSTRAINT tenants_tenant_id_check CHECK (char_length(tenant_id) BETWEEN 3 AND 50 AND tenant_id ~ '^[A-Za-z0-9_-]+$') NOT VALID;

-- Checks tenant_id in the rows that are there, without blocking writes.
ALTER TABLE tenants VALIDATE CONSTRAINT tenants_tenant_id_check;

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY tenants_id_idx ON tenants (id);

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY tenants_pkey_next ON tenants (tenant_id, id);

-- Changes usage_stats.tenant_id to text. The rows stay as they are.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE usage_stats
    DROP CONSTRAINT usage_stats_tenant_id_check,
    ALTER COLUMN tenant_id TYPE text;

-- Adds a rule of usage_stats.tenant_id: new values keep it from here on.
ALTER TABLE usage_stats
    ADD CONSTRAINT usage_stats_tenant_id_check CHECK (tenant_id NOT LIKE '% ' AND char_length(tenant_id) <= 50) NOT VALID;

-- Checks tenant_id in the rows that are there, without blocking writes.
ALTER TABLE usage_stats VALIDATE CONSTRAINT usage_stats_tenant_id_check;

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY usage_stats_id_idx ON usage_stats (id);

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY usage_stats_pkey_next ON usage_stats (tenant_id, id);

-- Changes users.tenant_id to text. The rows stay as they are.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE users
    DROP CONSTRAINT users_tenant_id_check,
    ALTER COLUMN tenant_id TYPE text;

-- Adds a rule of users.tenant_id: new values keep it from here on.
ALTER TABLE users
    ADD CONSTRAINT users_tenant_id_check CHECK (tenant_id NOT LIKE '% ' AND char_length(tenant_id) <= 50) NOT VALID;

-- Checks tenant_id in the rows that are there, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_tenant_id_check;

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY users_id_idx ON users (id);

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY users_pkey_next ON users (tenant_id, id);

-- Changes voice_sessions.tenant_id to text. The rows stay as they are.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE voice_sessions
    DROP CONSTRAINT voice_sessions_tenant_id_check,
    ALTER COLUMN tenant_id TYPE text;

-- Adds a rule of voice_sessions.tenant_id: new values keep it from here on.
ALTER TABLE voice_sessions
    ADD CONSTRAINT voice_sessions_tenant_id_check CHECK (tenant_id NOT LIKE '% ' AND char_length(tenant_id) <= 50) NOT VALID;

-- Checks tenant_id in the rows that are there, without blocking writes.
ALTER TABLE voice_sessions VALIDATE CONSTRAINT voice_sessions_tenant_id_check;

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY voice_sessions_id_idx ON voice_sessions (id);

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY voice_sessions_pkey_next ON voice_sessions (tenant_id, id);

-- Makes the keys of api_keys begin with the tenant.
ALTER TABLE api_keys
    DROP CONSTRAINT api_keys_pkey,
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY USING INDEX api_keys_pkey_next;

-- Makes the keys of conversations begin with the tenant.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE messages DROP CONSTRAINT messages_tenant_id_conversation_id_fkey;
ALTER TABLE voice_sessions DROP CONSTRAINT voice_sessions_conversation_id_fkey;
ALTER TABLE conversations
    DROP CONSTRAINT conversations_pkey,
    DROP CONSTRAINT conversations_tenant_id_id_key,
    ADD CONSTRAINT conversations_pkey PRIMARY KEY USING INDEX conversations_pkey_next;
ALTER TABLE messages
    ADD CONSTRAINT messages_tenant_id_conversation_id_fkey FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, id) ON DELETE CASCADE NOT VALID;
ALTER TABLE voice_sessions
    ADD CONSTRAINT voice_sessions_conversation_id_fkey FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, id) ON DELETE NO ACTION NOT VALID;

-- Checks the rows that are there, without blocking writes.
ALTER TABLE messages VALIDATE CONSTRAINT messages_tenant_id_conversation_id_fkey;

-- Checks the rows that are there, without blocking writes.
ALTER TABLE voice_sessions VALIDATE CONSTRAINT voice_sessions_conversation_id_fkey;

-- Makes the keys of documents begin with the tenant.
ALTER TABLE documents
    DROP CONSTRAINT documents_pkey,
    ADD CONSTRAINT documents_pkey PRIMARY KEY USING INDEX documents_pkey_next;

-- Makes the keys of messages begin with the tenant.
ALTER TABLE messages
    DROP CONSTRAINT messages_pkey,
    ADD CONSTRAINT messages_pkey PRIMARY KEY USING INDEX messages_pkey_next;

-- Makes the keys of tenants begin with the tenant.
ALTER TABLE tenants
    DROP CONSTRAINT tenants_pkey,
    ADD CONSTRAINT tenants_pkey PRIMARY KEY USING INDEX tenants_pkey_next;

-- Makes the keys of usage_stats begin with the tenant.
ALTER TABLE usage_stats
    DROP CONSTRAINT usage_stats_pkey,
    ADD CONSTRAINT usage_stats_pkey PRIMARY KEY USING INDEX usage_stats_pkey_next;

-- Makes the keys of users begin with the tenant.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE api_keys DROP CONSTRAINT api_keys_user_id_fkey;
ALTER TABLE conversations DROP CONSTRAINT conversations_tenant_id_user_id_fkey;
ALTER TABLE messages DROP CONSTRAINT messages_user_id_fkey;
ALTER TABLE usage_stats DROP CONSTRAINT usage_stats_tenant_id_user_id_fkey;
ALTER TABLE voice_sessions DROP CONSTRAINT voice_sessions_tenant_id_user_id_fkey;
ALTER TABLE users
    DROP CONSTRAINT users_pkey,
    DROP CONSTRAINT users_tenant_id_id_key,
    ADD CONSTRAINT users_pkey PRIMARY KEY USING INDEX users_pkey_next;
ALTER TABLE api_keys
    ADD CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE NO ACTION NOT VALID;
ALTER TABLE conversations
    ADD CONSTRAINT conversations_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE NOT VALID;
ALTER TABLE messages
    ADD CONSTRAINT messages_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE NO ACTION NOT VALID;
ALTER TABLE usage_stats
    ADD CONSTRAINT usage_stats_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE NOT VALID;
ALTER TABLE voice_sessions
    ADD CONSTRAINT voice_sessions_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE NOT VALID;

-- Checks the rows that are there, without blocking writes.
ALTER TABLE api_keys VALIDATE CONSTRAINT api_keys_user_id_fkey;

-- Checks the rows that are there, without blocking writes.
ALTER TABLE conversations VALIDATE CONSTRAINT conversations_tenant_id_user_id_fkey;

-- Checks the rows that are there, without blocking writes.
ALTER TABLE messages VALIDATE CONSTRAINT messages_user_id_fkey;

-- Checks the rows that are there, without blocking writes.
ALTER TABLE usage_stats VALIDATE CONSTRAINT usage_stats_tenant_id_user_id_fkey;

-- Checks the rows that are there, without blocking writes.
ALTER TABLE voice_sessions VALIDATE CONSTRAINT voice_sessions_tenant_id_user_id_fkey;

-- Makes the keys of voice_sessions begin with the tenant.
ALTER TABLE voice_sessions
    DROP CONSTRAINT voice_sessions_pkey,
    ADD CONSTRAINT voice_sessions_pkey PRIMARY KEY USING INDEX voice_sessions_pkey_next;
