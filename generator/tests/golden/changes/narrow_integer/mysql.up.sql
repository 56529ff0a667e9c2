-- 0002_narrow_integer on MySQL: changes order.

-- Changes order.total to SMALLINT, required, default 0.
ALTER TABLE `order` MODIFY COLUMN total SMALLINT NOT NULL DEFAULT 0;
