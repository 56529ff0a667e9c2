-- 0009_change_tenants_and_3_more on PostgreSQL: takes the change back.

-- Drops conversations.version. Its values are lost.
ALTER TABLE conversations DROP COLUMN version;

-- Drops documents.version. Its values are lost.
ALTER TABLE documents DROP COLUMN version;

-- Drops tenants.version. Its values are lost.
ALTER TABLE tenants DROP COLUMN version;

-- Drops users.version. Its values are lost.
ALTER TABLE users DROP COLUMN version;
