-- 0009_change_tenants_and_3_more on SQLite: takes the change back.

-- The values of conversations.version are lost.
ALTER TABLE conversations DROP COLUMN version;

-- The values of documents.version are lost.
ALTER TABLE documents DROP COLUMN version;

-- The values of tenants.version are lost.
ALTER TABLE tenants DROP COLUMN version;

-- The values of users.version are lost.
ALTER TABLE users DROP COLUMN version;
