-- 0009_change_tenants_and_3_more on PostgreSQL: changes 4 tables.

-- Adds conversations.version: the rows that are there get the default, 0, without being rewritten.
ALTER TABLE conversations ADD COLUMN version bigint NOT NULL DEFAULT 0;

-- Adds documents.version: the rows that are there get the default, 0, without being rewritten.
ALTER TABLE documents ADD COLUMN version bigint NOT NULL DEFAULT 0;

-- Adds tenants.version: the rows that are there get the default, 0, without being rewritten.
ALTER TABLE tenants ADD COLUMN version bigint NOT NULL DEFAULT 0;

-- Adds users.version: the rows that are there get the default, 0, without being rewritten.
ALTER TABLE users ADD COLUMN version bigint NOT NULL DEFAULT 0;
