-- 0009_change_messages_and_7_more on PostgreSQL: takes the change back.

-- Looks for rows of api_keys whose parent in users is not.
-- Nothing is changed while there are any.
SELECT child.id
FROM api_keys AS child
WHERE child.user_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM users AS parent WHERE parent.id = child.user_id)
LIMIT 4;

-- Looks for rows of messages whose parent in users is not.
-- Nothing is changed while there are any.
SELECT child.id
FROM messages AS child
WHERE child.user_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM users AS parent WHERE parent.id = child.user_id)
LIMIT 4;

-- Looks for rows of voice_sessions whose parent in conversations is not.
-- Nothing is changed while there are any.
SELECT child.id
FROM voice_sessions AS child
WHERE child.conversation_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM conversations AS parent WHERE parent.id = child.conversation_id)
LIMIT 4;

-- Changes api_keys.tenant_id to varchar(50). Nobody reads or writes the table while it is rewritten.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE api_keys
    DROP CONSTRAINT api_keys_tenant_id_check,
    ALTER COLUMN tenant_id TYPE varchar(50),
    ADD CONSTRAINT api_keys_tenant_id_check CHECK (tenant_id NOT LIKE '% ') NOT VALID;

-- Checks tenant_id in the rows that are there, without blocking writes.
ALTER TABLE api_keys VALIDATE CONSTRAINT api_keys_tenant_id_check;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY api_keys_pkey_next ON api_keys (id);

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY api_keys_id_idx;

-- Changes conversations.tenant_id to varchar(50). Nobody reads or writes the table while it is rewritten.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE conversations
    DROP CONSTRAINT conversations_tenant_id_check,
    ALTER COLUMN tenant_id TYPE varchar(50),
    ADD CONSTRAINT conversations_tenant_id_check CHECK (tenant_id NOT LIKE '% ') NOT VALID;

-- Checks tenant_id in the rows that are there, without blocking writes.
ALTER TABLE conversations VALIDATE CONSTRAINT conversations_tenant_id_check;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY conversations_tenant_id_id_key ON conversations (tenant_id, id);

-- Makes the finished index a constraint.
ALTER TABLE conversations
    ADD CONSTRAINT conversations_tenant_id_id_key UNIQUE USING INDEX conversations_tenant_id_id_key;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY conversations_pkey_next ON conversations (id);

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY conversations_id_idx;

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY documents_search_idx;

-- Changes documents.tenant_id to varchar(50). Nobody reads or writes the table while it is rewritten.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE documents
    DROP CONSTRAINT documents_tenant_id_check,
    ALTER COLUMN tenant_id TYPE varchar(50),
    ADD CONSTRAINT documents_tenant_id_check CHECK (tenant_id NOT LIKE '% ') NOT VALID;

-- Checks tenant_id in the rows that are there, without blocking writes.
ALTER TABLE documents VALIDATE CONSTRAINT documents_tenant_id_check;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY documents_pkey_next ON documents (id);

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY documents_search_idx ON documents USING gin (tenant_id, search_tokens);

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY documents_id_idx;

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY messages_search_idx;

-- Changes messages.tenant_id to varchar(50). Nobody reads or writes the table while it is rewritten.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE messages
    DROP CONSTRAINT messages_tenant_id_check,
    ALTER COLUMN tenant_id TYPE varchar(50),
    ADD CONSTRAINT messages_tenant_id_check CHECK (tenant_id NOT LIKE '% ') NOT VALID;

-- Checks tenant_id in the rows that are there, without blocking writes.
ALTER TABLE messages VALIDATE CONSTRAINT messages_tenant_id_check;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY messages_pkey_next ON messages (id);

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY messages_search_idx ON messages USING gin (tenant_id, search_tokens);

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY messages_id_idx;

-- Changes tenants.tenant_id to varchar(50). Nobody reads or writes the table while it is rewritten.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE tenants
    DROP CONSTRAINT tenants_tenant_id_check,
    ALTER COLUMN tenant_id TYPE varchar(50),
    ADD CONSTRAINT tenants_tenant_id_check CHECK (char_length(tenant_id) >= 3 AND tenant_id ~ '^[A-Za-z0-9_-]+$') NOT VALID;

-- Checks tenant_id in the rows that are there, without blocking writes.
ALTER TABLE tenants VALIDATE CONSTRAINT tenants_tenant_id_check;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY tenants_pkey_next ON tenants (id);

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY tenants_id_idx;

-- Changes usage_stats.tenant_id to varchar(50). Nobody reads or writes the table while it is rewritten.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE usage_stats
    DROP CONSTRAINT usage_stats_tenant_id_check,
    ALTER COLUMN tenant_id TYPE varchar(50),
    ADD CONSTRAINT usage_stats_tenant_id_check CHECK (tenant_id NOT LIKE '% ') NOT VALID;

-- Checks tenant_id in the rows that are there, without blocking writes.
ALTER TABLE usage_stats VALIDATE CONSTRAINT usage_stats_tenant_id_check;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY usage_stats_pkey_next ON usage_stats (id);

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY usage_stats_id_idx;

-- Changes users.tenant_id to varchar(50). Nobody reads or writes the table while it is rewritten.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE users
    DROP CONSTRAINT users_tenant_id_check,
    ALTER COLUMN tenant_id TYPE varchar(50),
    ADD CONSTRAINT users_tenant_id_check CHECK (tenant_id NOT LIKE '% ') NOT VALID;

-- Checks tenant_id in the rows that are there, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_tenant_id_check;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY users_tenant_id_id_key ON users (tenant_id, id);

-- Makes the finished index a constraint.
ALTER TABLE users ADD CONSTRAINT users_tenant_id_id_key UNIQUE USING INDEX users_tenant_id_id_key;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY users_pkey_next ON users (id);

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY users_id_idx;

-- Changes voice_sessions.tenant_id to varchar(50). Nobody reads or writes the table while it is rewritten.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE voice_sessions
    DROP CONSTRAINT voice_sessions_tenant_id_check,
    ALTER COLUMN tenant_id TYPE varchar(50),
    ADD CONSTRAINT voice_sessions_tenant_id_check CHECK (tenant_id NOT LIKE '% ') NOT VALID;

-- Checks tenant_id in the rows that are there, without blocking writes.
ALTER TABLE voice_sessions VALIDATE CONSTRAINT voice_sessions_tenant_id_check;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY voice_sessions_pkey_next ON voice_sessions (id);

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY voice_sessions_id_idx;

-- Makes the keys of api_keys those of one server.
ALTER TABLE api_keys
    DROP CONSTRAINT api_keys_pkey,
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY USING INDEX api_keys_pkey_next;

-- Makes the keys of conversations those of one server.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE messages DROP CONSTRAINT messages_tenant_id_conversation_id_fkey;
ALTER TABLE voice_sessions DROP CONSTRAINT voice_sessions_conversation_id_fkey;
ALTER TABLE conversations
    DROP CONSTRAINT conversations_pkey,
    ADD CONSTRAINT conversations_pkey PRIMARY KEY USING INDEX conversations_pkey_next;
ALTER TABLE messages
    ADD CONSTRAINT messages_tenant_id_conversation_id_fkey FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, id) ON DELETE CASCADE NOT VALID;
ALTER TABLE voice_sessions
    ADD CONSTRAINT voice_sessions_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations (id) ON DELETE SET NULL NOT VALID;

-- Checks the rows that are there, without blocking writes.
ALTER TABLE messages VALIDATE CONSTRAINT messages_tenant_id_conversation_id_fkey;

-- Checks the rows that are there, without blocking writes.
ALTER TABLE voice_sessions VALIDATE CONSTRAINT voice_sessions_conversation_id_fkey;

-- Makes the keys of documents those of one server.
ALTER TABLE documents
    DROP CONSTRAINT documents_pkey,
    ADD CONSTRAINT documents_pkey PRIMARY KEY USING INDEX documents_pkey_next;

-- Makes the keys of messages those of one server.
ALTER TABLE messages
    DROP CONSTRAINT messages_pkey,
    ADD CONSTRAINT messages_pkey PRIMARY KEY USING INDEX messages_pkey_next;

-- Makes the keys of tenants those of one server.
ALTER TABLE tenants
    DROP CONSTRAINT tenants_pkey,
    ADD CONSTRAINT tenants_pkey PRIMARY KEY USING INDEX tenants_pkey_next;

-- Makes the keys of usage_stats those of one server.
ALTER TABLE usage_stats
    DROP CONSTRAINT usage_stats_pkey,
    ADD CONSTRAINT usage_stats_pkey PRIMARY KEY USING INDEX usage_stats_pkey_next;

-- Makes the keys of users those of one server.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE api_keys DROP CONSTRAINT api_keys_user_id_fkey;
ALTER TABLE conversations DROP CONSTRAINT conversations_tenant_id_user_id_fkey;
ALTER TABLE messages DROP CONSTRAINT messages_user_id_fkey;
ALTER TABLE usage_stats DROP CONSTRAINT usage_stats_tenant_id_user_id_fkey;
ALTER TABLE voice_sessions DROP CONSTRAINT voice_sessions_tenant_id_user_id_fkey;
ALTER TABLE users
    DROP CONSTRAINT users_pkey,
    ADD CONSTRAINT users_pkey PRIMARY KEY USING INDEX users_pkey_next;
ALTER TABLE api_keys
    ADD CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL NOT VALID;
ALTER TABLE conversations
    ADD CONSTRAINT conversations_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE NOT VALID;
ALTER TABLE messages
    ADD CONSTRAINT messages_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL NOT VALID;
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

-- Makes the keys of voice_sessions those of one server.
ALTER TABLE voice_sessions
    DROP CONSTRAINT voice_sessions_pkey,
    ADD CONSTRAINT voice_sessions_pkey PRIMARY KEY USING INDEX voice_sessions_pkey_next;
