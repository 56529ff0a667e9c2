-- 0002_add_rule on PostgreSQL: changes order.

-- Looks for values of order.total that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM "order"
WHERE NOT (total BETWEEN 0 AND 100000)
LIMIT 4;

-- Adds a rule of order.total: new values keep it from here on.
ALTER TABLE "order" ADD CONSTRAINT order_total_check CHECK (total BETWEEN 0 AND 100000) NOT VALID;

-- Changes the rule of order.text: new values keep it from here on.
ALTER TABLE "order"
    DROP CONSTRAINT order_text_check,
    ADD CONSTRAINT order_text_check CHECK (char_length(text) BETWEEN 1 AND 9000) NOT VALID;

-- Checks total in the rows that are there, without blocking writes.
ALTER TABLE "order" VALIDATE CONSTRAINT order_total_check;

-- Checks text in the rows that are there, without blocking writes.
ALTER TABLE "order" VALIDATE CONSTRAINT order_text_check;
