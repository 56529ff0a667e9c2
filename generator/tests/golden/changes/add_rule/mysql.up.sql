-- 0002_add_rule on MySQL: changes order.

-- Looks for values of order.total that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM `order`
WHERE NOT (total BETWEEN 0 AND 100000)
LIMIT 4;

-- Lifts a rule of order.
ALTER TABLE `order` DROP CONSTRAINT order_text_check;

-- Makes rules of order; fails where rows break one.
ALTER TABLE `order`
    ADD CONSTRAINT order_total_check CHECK (total BETWEEN 0 AND 100000),
    ADD CONSTRAINT order_text_check CHECK (CHAR_LENGTH(text) BETWEEN 1 AND 9000);
