-- 0002_narrow_integer on MySQL: takes the change back.

-- Changes order.total to INT, required, default 0.
ALTER TABLE `order` MODIFY COLUMN total INT NOT NULL DEFAULT 0;
