-- 0002_drop_rule on MySQL: takes the change back.

-- Looks for values of order.total that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM `order`
WHERE NOT (total BETWEEN 0 AND 100000)
LIMIT 4;

-- Makes order_total_check; fails where rows break it.
ALTER TABLE `order` ADD CONSTRAINT order_total_check CHECK (total BETWEEN 0 AND 100000);
