-- 0002_fill_searched_column on MySQL: takes the change back.

-- Drops the full-text index.
ALTER TABLE `order` DROP INDEX order_search_idx, ALGORITHM=INPLACE, LOCK=NONE;

-- Drops the search tokens; they can be made again.
ALTER TABLE `order` DROP COLUMN search_tokens;

-- Changes order.text to MEDIUMTEXT, null allowed, no default.
ALTER TABLE `order` MODIFY COLUMN text MEDIUMTEXT;

-- Adds the search tokens of order, null until they are made.
ALTER TABLE `order` ADD COLUMN search_tokens LONGTEXT CHARACTER SET ascii COLLATE ascii_bin, ALGORITHM=INSTANT;

-- The migrator makes the tokens of the rows that are there, in batches.

-- The migrator makes the tokens of the few rows that came in between.

-- Asks for tokens in every row.
ALTER TABLE `order` MODIFY COLUMN search_tokens LONGTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL;

-- Builds the full-text index. Both servers stop writes for it.
ALTER TABLE `order` ADD FULLTEXT KEY order_search_idx (search_tokens), ALGORITHM=INPLACE, LOCK=SHARED;
