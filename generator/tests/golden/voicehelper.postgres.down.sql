-- 0001_create_tenants on PostgreSQL: takes the table back.

DROP TABLE tenants;

-- 0002_create_users on PostgreSQL: takes the table back.

DROP TABLE users;

-- 0003_create_conversations on PostgreSQL: takes the table back.

DROP TABLE conversations;

-- 0004_create_messages on PostgreSQL: takes the table back.
-- The extension btree_gin stays: it belongs to the database, and others may use it.

DROP TABLE messages;

-- 0005_create_documents on PostgreSQL: takes the table back.

DROP TABLE documents;

-- 0006_create_api_keys on PostgreSQL: takes the table back.

DROP TABLE api_keys;

-- 0007_create_voice_sessions on PostgreSQL: takes the table back.

DROP TABLE voice_sessions;

-- 0008_create_usage_stats on PostgreSQL: takes the table back.

DROP TABLE usage_stats;
