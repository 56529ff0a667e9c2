-- 0002_fill_searched_column on MySQL: takes the change back.

-- Changes order.text to MEDIUMTEXT, null allowed, no default.
ALTER TABLE `order` MODIFY COLUMN text MEDIUMTEXT;
