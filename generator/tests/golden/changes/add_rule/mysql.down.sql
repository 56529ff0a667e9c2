-- 0002_add_rule on MySQL: takes the change back.

-- Looks for values of order.text that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM `order`
WHERE NOT (CHAR_LENGTH(text) BETWEEN 1 AND 5000)
LIMIT 4;

-- Lifts rules of order.
ALTER TABLE `order`
    DROP CONSTRAINT order_total_check,
    DROP CONSTRAINT order_text_check;

-- Makes order_text_check; fails where rows break it.
ALTER TABLE `order` ADD CONSTRAINT order_text_check CHECK (CHAR_LENGTH(text) BETWEEN 1 AND 5000);
