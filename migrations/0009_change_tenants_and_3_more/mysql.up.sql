-- 0009_change_tenants_and_3_more on MySQL: changes 4 tables.

-- Adds conversations.version: the rows that are there get the default, 0.
ALTER TABLE conversations ADD COLUMN version BIGINT NOT NULL DEFAULT 0, ALGORITHM=INSTANT;

-- Adds documents.version: the rows that are there get the default, 0.
ALTER TABLE documents ADD COLUMN version BIGINT NOT NULL DEFAULT 0;

-- Adds tenants.version: the rows that are there get the default, 0.
ALTER TABLE tenants ADD COLUMN version BIGINT NOT NULL DEFAULT 0, ALGORITHM=INSTANT;

-- Adds users.version: the rows that are there get the default, 0.
ALTER TABLE users ADD COLUMN version BIGINT NOT NULL DEFAULT 0, ALGORITHM=INSTANT;
