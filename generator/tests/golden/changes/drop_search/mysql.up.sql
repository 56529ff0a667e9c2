-- 0002_drop_search on MySQL: changes order.

-- Drops the full-text index.
ALTER TABLE `order` DROP INDEX order_search_idx, ALGORITHM=INPLACE, LOCK=NONE;

-- Drops the search tokens; they can be made again.
ALTER TABLE `order` DROP COLUMN search_tokens;
