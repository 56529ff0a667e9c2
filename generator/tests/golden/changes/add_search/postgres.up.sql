-- 0002_add_search on PostgreSQL: changes order.

-- Lets the index hold the tenant beside the tokens.
CREATE EXTENSION IF NOT EXISTS btree_gin;

-- Adds the search tokens of order, null until they are made.
ALTER TABLE "order" ADD COLUMN search_tokens text[];

-- The migrator makes the tokens of the rows that are there, in batches.

-- Lets no more nulls into order.search_tokens.
ALTER TABLE "order" ADD CONSTRAINT order_search_tokens_required CHECK (search_tokens IS NOT NULL) NOT VALID;

-- The migrator makes the tokens of the few rows that came in between.

-- Makes sure that no null is left, without blocking writes.
ALTER TABLE "order" VALIDATE CONSTRAINT order_search_tokens_required;

-- Needs no look at the rows: the check has proved it.
ALTER TABLE "order" ALTER COLUMN search_tokens SET NOT NULL;
ALTER TABLE "order" DROP CONSTRAINT order_search_tokens_required;

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY order_search_idx ON "order" USING gin (tenant_id, search_tokens);
