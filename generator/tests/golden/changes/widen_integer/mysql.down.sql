-- 0002_widen_integer on MySQL: takes the change back.

-- Looks for values of order.total that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM `order`
WHERE total NOT BETWEEN -2147483648 AND 2147483647
LIMIT 4;

-- Lifts a rule of order.
ALTER TABLE `order` DROP CONSTRAINT order_total_check;

-- Changes order.total to INT, required, default 0.
ALTER TABLE `order` MODIFY COLUMN total INT NOT NULL DEFAULT 0;
