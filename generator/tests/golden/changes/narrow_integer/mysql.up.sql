-- 0002_narrow_integer on MySQL: changes order.

-- Looks for values of order.total that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM `order`
WHERE total NOT BETWEEN -32768 AND 32767
LIMIT 4;

-- Changes order.total to SMALLINT, required, default 0.
ALTER TABLE `order` MODIFY COLUMN total SMALLINT NOT NULL DEFAULT 0;
