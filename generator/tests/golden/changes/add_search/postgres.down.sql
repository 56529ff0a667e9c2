-- 0002_add_search on PostgreSQL: takes the change back.

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY order_search_idx;

-- Drops the search tokens; they can be made again.
-- The extension btree_gin stays: it belongs to the database, and others may use it.
ALTER TABLE "order" DROP COLUMN search_tokens;
