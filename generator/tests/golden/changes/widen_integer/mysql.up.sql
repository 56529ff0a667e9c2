-- 0002_widen_integer on MySQL: changes order.

-- Changes order.total to BIGINT, required, default 0.
ALTER TABLE `order` MODIFY COLUMN total BIGINT NOT NULL DEFAULT 0;

-- Makes order_total_check; fails where rows break it.
ALTER TABLE `order` ADD CONSTRAINT order_total_check CHECK (total BETWEEN 0 AND 1000);
