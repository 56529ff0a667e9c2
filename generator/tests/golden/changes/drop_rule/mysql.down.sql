-- 0002_drop_rule on MySQL: takes the change back.

-- Makes order_total_check; fails where rows break it.
ALTER TABLE `order` ADD CONSTRAINT order_total_check CHECK (total BETWEEN 0 AND 100000);
