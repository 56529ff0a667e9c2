-- 0001_create_tenants on MySQL: takes the table back.

DROP TABLE tenants;

-- 0002_create_users on MySQL: takes the table back.

DROP TABLE users;

-- 0003_create_conversations on MySQL: takes the table back.

DROP TABLE conversations;

-- 0004_create_messages on MySQL: takes the table back.

DROP TABLE messages;

-- 0005_create_documents on MySQL: takes the table back.

DROP TABLE documents;

-- 0006_create_api_keys on MySQL: takes the table back.

DROP TABLE api_keys;

-- 0007_create_voice_sessions on MySQL: takes the table back.

DROP TABLE voice_sessions;

-- 0008_create_usage_stats on MySQL: takes the table back.

DROP TABLE usage_stats;
