-- 0001_create_tenants on SQLite: takes the table back.

DROP TABLE tenants;

-- 0002_create_users on SQLite: takes the table back.

DROP TABLE users;

-- 0003_create_conversations on SQLite: takes the table back.

DROP TABLE conversations;

-- 0004_create_messages on SQLite: takes the table back.

DROP TABLE messages;
DROP TABLE messages_search;

-- 0005_create_documents on SQLite: takes the table back.

DROP TABLE documents;
DROP TABLE documents_search;

-- 0006_create_api_keys on SQLite: takes the table back.

DROP TABLE api_keys;

-- 0007_create_voice_sessions on SQLite: takes the table back.

DROP TABLE voice_sessions;

-- 0008_create_usage_stats on SQLite: takes the table back.

DROP TABLE usage_stats;
