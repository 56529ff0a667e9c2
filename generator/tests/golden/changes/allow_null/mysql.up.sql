-- 0002_allow_null on MySQL: changes order.

-- Changes order.total to INT, null allowed, no default.
ALTER TABLE `order` MODIFY COLUMN total INT;
