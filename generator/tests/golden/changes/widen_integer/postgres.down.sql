-- 0002_widen_integer on PostgreSQL: takes the change back.

-- Looks for values of order.total that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM "order"
WHERE total NOT BETWEEN -2147483648 AND 2147483647
LIMIT 4;

-- Changes order.total to integer. Nobody reads or writes the table while it is rewritten.
-- Fails where a value does not fit.
ALTER TABLE "order"
    DROP CONSTRAINT order_total_check,
    ALTER COLUMN total DROP DEFAULT,
    ALTER COLUMN total TYPE integer,
    ALTER COLUMN total SET DEFAULT 0;
