-- 0002_widen_integer on MySQL: changes order.

-- Looks for values of order.total that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM `order`
WHERE NOT (total BETWEEN 0 AND 1000)
LIMIT 4;

-- Changes order.total to BIGINT, required, default 0.
ALTER TABLE `order` MODIFY COLUMN total BIGINT NOT NULL DEFAULT 0;

-- Makes order_total_check; fails where rows break it.
ALTER TABLE `order` ADD CONSTRAINT order_total_check CHECK (total BETWEEN 0 AND 1000);
