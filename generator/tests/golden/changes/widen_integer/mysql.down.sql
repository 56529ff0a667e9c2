-- 0002_widen_integer on MySQL: takes the change back.

-- Lifts a rule of order.
ALTER TABLE `order` DROP CONSTRAINT order_total_check;

-- Changes order.total to INT, required, default 0.
ALTER TABLE `order` MODIFY COLUMN total INT NOT NULL DEFAULT 0;
